{
  "targets": [
    {
      "target_name": "nlkit",
      "sources": [
        "src/bell.cc",
        "src/binding.cc",
        "src/environment.cc",
        "src/hub.cc",
        "src/inbox.cc",
        "src/libraries.cc",
        "src/open_socket.cc",
        "src/reader.cc",
        "src/receive.cc",
        "src/single_call.cc",
        "src/socket.cc",
        "src/socket_calls.cc",
        "src/socket_object.cc",
        "src/socket_state.cc",
        "src/socket_traffic.cc",
        "src/strand.cc",
        "src/threads.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": [
        "NAPI_VERSION=8",
        "NAPI_DISABLE_CPP_EXCEPTIONS",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
      ],
      # Node's -O3 makes it three times as large: what takes time here are system calls.
      "configurations": { "Release": { "cflags!": ["-O3"], "cflags": ["-Os"] } },
      "cflags": ["-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra", "-Wno-missing-field-initializers"],
      "cflags_cc!": ["-fno-exceptions", "-std=gnu++20", "-std=gnu++17"],
      "cflags_cc": ["-std=c++17", "-fexceptions", "-fvisibility=hidden"],
      # Node unloads the addons of a worker that has ended, while a thread of ours may still sit in the kernel: the code
      # it returns to has to stay. And constants in pages apart from the code would take a page more; for arm64, of 64 KiB.
      "ldflags": ["-Wl,--gc-sections", "-Wl,-z,nodelete", "-Wl,-z,noseparate-code"]
    }
  ]
}
