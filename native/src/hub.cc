#include "hub.h"

#include <errno.h>

#include <new>

namespace nlkit {

int Hub::NeedReader(const std::shared_ptr<SocketState>& socket) {
  // Nobody else writes it.
  if (socket->reader != nullptr) return 0;
  int error = 0;
  if (reader_ == nullptr) reader_ = Reader::Start(&error);
  if (reader_ == nullptr) return -error;
  reader_->LimitTotal(total_);
  try {
    reader_->Know(socket);
  } catch (const std::bad_alloc&) {
    return -ENOMEM;
  }
  Guard guard(socket->lock);
  socket->reader = reader_;
  return 0;
}

void Hub::LimitTotal(size_t bytes) {
  total_ = bytes;
  if (reader_ != nullptr) reader_->LimitTotal(bytes);
}

void Hub::Stop() {
  if (reader_ != nullptr) reader_->Stop();
  reader_ = nullptr;
}

}  // namespace nlkit
