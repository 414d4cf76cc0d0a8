/**
 * The plain data that a schema consists of. Builders in the files beside this one return these; the generator, the
 * coverage checks and the property tests read them. Nothing here runs when a message is decoded.
 */

/** Where a value that decides about another one is found: `'kind'` is a key of the same object (header member or
 * attribute), `'../kind'` one of the enclosing object, `'/family'` one of the nearest enclosing message. */
export type Selector = string

/** Either the thing itself or a function that returns it, for schemas that refer to each other or to themselves. */
export type Lazy<T> = T | (() => T)

/** One value of a closed enumeration. */
export interface Enumerator {
  /** The kernel's spelling: `RTN_UNICAST`. */
  readonly c: string
  readonly value: number
  /** What the decoded object says: the C name without prefix, lower case, hyphens: `unicast`. */
  readonly name: string
  readonly doc?: string
}

/** A closed enumeration: decoded to a string literal, or to the number when no name is known. */
export interface Enumeration {
  readonly kind: 'enumeration'
  /** Name of the TypeScript type: `RouteType`. */
  readonly name: string
  /** C prefix without the trailing underscore, also the name of the exported table: `RTN`. */
  readonly prefix: string
  readonly entries: readonly Enumerator[]
  /** What the tools call some of the values: `{ drop: 'shot' }`. Not taken, but told by who refuses it. */
  readonly words?: Readonly<Record<string, string>>
}

/** One bit (or multi-bit field) of a flag word. */
export interface FlagBit {
  readonly c: string
  readonly value: number
  readonly doc?: string
}

/** The names of a flag word's bits: the word itself stays a number. */
export interface Flags {
  readonly kind: 'flags'
  /** C prefix without the trailing underscore, also the name of the exported table: `IFA_F`. */
  readonly prefix: string
  readonly entries: readonly FlagBit[]
}

/** Loose constants that belong to a schema but to no attribute: `RT_TABLE_MAIN`. */
export interface Constants {
  readonly kind: 'constants'
  readonly entries: readonly FlagBit[]
}

/** A pair of pure functions, written by hand, that turns a scalar into what users write and back. */
export interface Converter {
  /** Module specifier relative to the schema, or a package's public entry: `'./handle.ts'`. */
  readonly module: string
  /** Name of the exported object `{ decode(wire), encode(value) }`; what encode throws gets the path in front. */
  readonly name: string
  /** TypeScript type of the decoded value; names that are not built in are imported from the module. */
  readonly out: string
  /** TypeScript type accepted by encode, when it is wider. */
  readonly in?: string
}

/** 8, 16 and 32-bit integers. */
export interface IntegerType {
  readonly kind: 'integer'
  readonly size: 1 | 2 | 4
  readonly signed: boolean
  /** Network byte order. */
  readonly network: boolean
  readonly min?: number
  readonly max?: number
  readonly enumeration?: Enumeration
  readonly flags?: Flags
  readonly converter?: Converter
}

/** 64-bit integers; `as` says what they mean, and so what they become. */
export interface Integer64Type {
  readonly kind: 'integer64'
  readonly as: 'counter' | 'quantity' | 'unlimited' | 'id'
  readonly signed: boolean
  readonly network: boolean
  readonly converter?: Converter
}

/** `uint` and `sint`: 4 or 8 bytes, whichever the value needs. */
export interface VariableIntegerType {
  readonly kind: 'variable'
  readonly signed: boolean
}

/** `struct nla_bitfield32`: `{ value, selector }`. */
export interface Bitfield32Type {
  readonly kind: 'bitfield32'
  readonly flags?: Flags
}

/** An attribute without payload: present is `true`, absent is absent. */
export interface FlagType {
  readonly kind: 'flag'
}

/** Text. In a struct `size` is the width of the character array. */
export interface StringType {
  readonly kind: 'string'
  /** Whether encode writes a terminating NUL; decode takes both. */
  readonly terminated: boolean
  /** Longest text in bytes, the NUL not counted. */
  readonly max?: number
  readonly size?: number
}

/** Bytes, always a copy. */
export interface BinaryType {
  readonly kind: 'binary'
  readonly min?: number
  readonly max?: number
  /** Exact length: required in a struct unless it is the last member. */
  readonly size?: number
}

/** `aa:bb:..`, any length, or exactly `size` bytes. */
export interface HardwareAddressType {
  readonly kind: 'hardware'
  readonly size?: number
  /** In a struct: an address of six bytes or more, filled up with zeros. */
  readonly padded: boolean
}

/** An IPv4 or IPv6 address. */
export interface IpType {
  readonly kind: 'ip'
  /** 'either': told by the payload's length; 'padded': 16 bytes in a struct whose family is a sibling. */
  readonly form: 'v4' | 'v6' | 'either' | 'padded'
  /** Address family that decides: AF_MPLS makes an 'either' a label stack; a 'padded' one needs it. */
  readonly family?: Selector
}

/** An MPLS label stack. */
export interface LabelsType {
  readonly kind: 'labels'
}

/** A C struct as payload. */
export interface Struct {
  readonly kind: 'struct'
  /** C tag: `rta_cacheinfo`. The TypeScript interface is its PascalCase. */
  readonly c: string
  readonly doc: string
  readonly members: readonly Member[]
  /** sizeof() in the newest kernel that is known. */
  readonly size: number
  /** What the oldest kernel sends: members beyond it are optional. Equal to `size` when the struct never grew. */
  readonly minimum: number
  /** The last member has no fixed length. */
  readonly flexible: boolean
}

/** A member of a struct. */
export interface Member {
  readonly c: string
  readonly key: string
  readonly doc: string
  readonly type: Type
  readonly offset: number
  /** 0 for a flexible last member. */
  readonly size: number
  /** Taken when the user gives no value. */
  readonly default?: number | string
  /** Member whose value is the number of elements in the array named here. */
  readonly counts?: string
}

/** Unnamed bytes of a struct: zero when written, ignored when read. */
export interface PaddingType {
  readonly kind: 'padding'
  readonly size: number
}

/** Several values in one integer, lowest bit first (as little-endian compilers lay bit-fields out). */
export interface BitsType {
  readonly kind: 'bits'
  readonly size: 1 | 2 | 4
  readonly network: boolean
  readonly fields: readonly {
    readonly c: string
    readonly key: string
    readonly doc: string
    readonly shift: number
    readonly width: number
  }[]
}

/** Elements one after the other, no attribute headers between. */
export interface ArrayType {
  readonly kind: 'array'
  readonly element: Type
  /** Exactly so many, or up to the payload's end. */
  readonly count?: number
}

/** An array whose positions have names, as the kernel's per-device settings. Decoded to an object. */
export interface SlotsType {
  readonly kind: 'slots'
  /** Name of the TypeScript interface. */
  readonly name: string
  /** C prefix of the positions' names. */
  readonly prefix: string
  readonly element: Type
  readonly slots: readonly {
    readonly c: string
    readonly key: string
    readonly position: number
    readonly doc: string
  }[]
}

/** Attributes inside an attribute. */
export interface NestType {
  readonly kind: 'nest'
  readonly set: Lazy<AttributeSet>
  /** Whether encode sets NLA_F_NESTED. */
  readonly flagged: boolean
}

/** A struct followed by attributes, all keys in one object. */
export interface HeadedType {
  readonly kind: 'headed'
  /** Name of the TypeScript interface. */
  readonly name: string
  readonly header: Struct
  readonly set: Lazy<AttributeSet>
  readonly flagged: boolean
}

/** A whole message body (family header and attributes) as payload. */
export interface EmbeddedType {
  readonly kind: 'embedded'
  readonly message: Lazy<Message>
  readonly flagged: boolean
}

/** A nest whose entries are numbered and all alike: decoded to an array. */
export interface IndexedType {
  readonly kind: 'indexed'
  readonly element: Type
  /** Number of the first entry that encode writes. */
  readonly first: number
  readonly flagged: boolean
}

/** A nest whose entries' numbers are values themselves: decoded to an array of objects with that number in `key`. */
export interface KeyedType {
  readonly kind: 'keyed'
  readonly name: string
  readonly key: string
  readonly doc: string
  readonly element: Type
  readonly flagged: boolean
}

/** The attribute repeats: decoded to an array. */
export interface MultiType {
  readonly kind: 'multi'
  readonly element: Type
}

/** A payload whose type another value decides. */
export interface ChoiceType {
  readonly kind: 'choice'
  readonly selector: Selector
  /** By the decoded value of the selector: a name (string, enumeration) or a number. */
  readonly cases: Readonly<Record<string, Lazy<Type>>>
  /** Values that are known to come without this payload; only the types need them. */
  readonly bare: readonly string[]
  /** What an unlisted value means; bytes when there is none, and then users can bring codecs of their own. */
  readonly otherwise?: Lazy<Type>
  /** 'union': the object is a union told apart by the selector; 'merged': all cases are nests without a common key and
   * become one interface (where a header member decides and users know which form they see); 'plain': one interface whose key
   * has the type of any of the forms, so that an object whose selector's value is not known to the types is one, too. */
  readonly as: 'union' | 'merged' | 'plain'
}

/** A payload that the language cannot describe, by a hand-written `{ decode, encode, locate }`. */
export interface CustomType {
  readonly kind: 'custom'
  readonly module: string
  readonly name: string
  readonly out: string
  readonly in?: string
  /** Passed to decode and encode after their own arguments. */
  readonly selectors: readonly Selector[]
  readonly flagged: boolean
  /** Attribute sets inside, so that `pnpm schema` and the coverage checks see them. */
  readonly sets: readonly Lazy<AttributeSet>[]
  readonly structs: readonly Struct[]
  readonly slots: readonly SlotsType[]
}

/** A number that is taken but carries nothing: alignment, or retired. */
export interface PadType {
  readonly kind: 'pad'
}

/** Any type. */
export type Type =
  | IntegerType
  | Integer64Type
  | VariableIntegerType
  | Bitfield32Type
  | FlagType
  | StringType
  | BinaryType
  | HardwareAddressType
  | IpType
  | LabelsType
  | Struct
  | PaddingType
  | BitsType
  | ArrayType
  | SlotsType
  | NestType
  | HeadedType
  | EmbeddedType
  | IndexedType
  | KeyedType
  | MultiType
  | ChoiceType
  | CustomType
  | PadType

/** One attribute. */
export interface Attribute {
  /** `IFLA_MTU` */
  readonly c: string
  readonly number: number
  /** `mtu` */
  readonly key: string
  readonly type: Type
  readonly doc: string
  /** C name of the header member that this attribute only widens: both are one key. */
  readonly widens?: string
  /** What the header member holds when the value does not fit: this, or else the value's low bits. */
  readonly overflow?: number
  /** Nearly every message of a current kernel has it: only speed depends on that. */
  readonly usual?: boolean
  /** Encode sets NLA_F_NET_BYTEORDER, for kernels' parts that insist on it (ipset). Decode honours it everywhere. */
  readonly byteOrderFlag?: boolean
}

/** Attributes that share numbers. */
export interface AttributeSet {
  readonly kind: 'set'
  /** Name of the TypeScript interface: `Linkinfo`. */
  readonly name: string
  /** C prefix without the trailing underscore: `IFLA_INFO`. */
  readonly prefix: string
  readonly doc: string
  readonly attributes: readonly Attribute[]
}

/** A header and attributes. */
export interface Message {
  readonly kind: 'message'
  /** The key events use: `link`. The TypeScript interface is its PascalCase. */
  readonly name: string
  readonly doc: string
  readonly header: Struct
  readonly set: AttributeSet
  readonly messages: readonly { readonly c: string; readonly number: number }[]
  /** Keys that together name the object, or a hand-written function. */
  readonly identity?: readonly string[] | { readonly module: string; readonly name: string }
}
