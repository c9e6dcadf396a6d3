//! Error codes: documented ones are typed, all others are kept.

use std::fmt;

/// The error codes of an endpoint.
pub trait ErrorCode: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The typed code of a number. Any number has one.
    fn from_code(code: i64) -> Self;

    /// The number.
    fn code(self) -> i64;

    /// What is known of the code; `None` when it is not documented.
    fn info(self) -> Option<CodeInfo>;
}

/// What the documentation, and its readers, know of an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    http_status: Option<u16>,
    message: &'static str,
    hint: Option<&'static str>,
    retry: Option<bool>,
    executed: Option<bool>,
}

impl CodeInfo {
    /// A code with this documented message, of which nothing else is known.
    #[must_use]
    pub const fn new(message: &'static str) -> Self {
        Self { http_status: None, message, hint: None, retry: None, executed: None }
    }

    /// With this documented HTTP status.
    #[must_use]
    pub const fn with_http_status(mut self, http_status: u16) -> Self {
        self.http_status = Some(http_status);
        self
    }

    /// With what the caller can do about it.
    #[must_use]
    pub const fn with_hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With whether the same call may succeed later, unchanged.
    #[must_use]
    pub const fn with_retry(mut self, retry: bool) -> Self {
        self.retry = Some(retry);
        self
    }

    /// With whether the server has executed the call.
    #[must_use]
    pub const fn with_executed(mut self, executed: bool) -> Self {
        self.executed = Some(executed);
        self
    }

    /// The documented HTTP status. Pages disagree about it and servers do not keep to it.
    #[must_use]
    pub const fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// The documented message of the server.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// What the caller can do about it.
    #[must_use]
    pub const fn hint(&self) -> Option<&'static str> {
        self.hint
    }

    /// Whether the same call may succeed later, unchanged; `None` when nobody knows.
    #[must_use]
    pub const fn retry(&self) -> Option<bool> {
        self.retry
    }

    /// Whether the server had executed the call when it answered with this code; `None` when nobody knows.
    #[must_use]
    pub const fn executed(&self) -> Option<bool> {
        self.executed
    }
}

/// The number of an undocumented error code.
///
/// It is made by `from_code` only, so that no documented code can hide in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownCode(i64);

impl UnknownCode {
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(code: i64) -> Self {
        Self(code)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Makes an enum with a variant `Other(UnknownCode)` the error codes of an endpoint.
///
/// The enum says in `const fn documented(self) -> Option<CodeInfo>` what is known of each code. With `common = Type;` it also
/// has a variant `Common(Type)` for the codes of the whole platform, which are looked up after its own.
///
/// ```
/// use feishu_runtime as rt;
/// use rt::ErrorCode as _;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
/// enum Code { NotFound, Other(rt::UnknownCode) }
///
/// impl Code {
///     const fn documented(self) -> Option<rt::CodeInfo> {
///         match self {
///             Self::NotFound => Some(rt::CodeInfo::new("not found").with_http_status(400).with_hint("check the id")),
///             Self::Other(_) => None,
///         }
///     }
/// }
///
/// rt::error_codes!(Code { 1_161_003 => NotFound });
///
/// assert_eq!(Code::from_code(1_161_003), Code::NotFound);
/// assert_eq!(Code::NotFound.hint(), Some("check the id"));
/// assert_eq!(Code::from_code(42).code(), 42);
/// ```
#[macro_export]
macro_rules! error_codes {
    ($name:ident { $($codes:tt)* }) => {
        $crate::error_codes!(@impl $name [] $($codes)*);
    };
    ($name:ident, common = $common:path { $($codes:tt)* }) => {
        $crate::error_codes!(@impl $name [$common] $($codes)*);
    };
    (@impl $name:ident [$($common:path)?] $($code:literal => $variant:ident),* $(,)?) => {
        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            /// The number.
            #[must_use]
            pub fn code(self) -> i64 {
                match self {
                    $(Self::$variant => $code,)*
                    $(Self::Common(common) => <$common as $crate::ErrorCode>::code(common),)?
                    Self::Other(other) => other.get(),
                }
            }

            /// The documented HTTP status. Pages disagree about it and servers do not keep to it.
            #[must_use]
            pub fn http_status(self) -> ::core::option::Option<u16> {
                $crate::ErrorCode::info(self).and_then(|info| info.http_status())
            }

            /// The documented message of the server.
            #[must_use]
            pub fn message(self) -> ::core::option::Option<&'static str> {
                $crate::ErrorCode::info(self).map(|info| info.message())
            }

            /// What the caller can do about it.
            #[must_use]
            pub fn hint(self) -> ::core::option::Option<&'static str> {
                $crate::ErrorCode::info(self).and_then(|info| info.hint())
            }
        }

        impl $crate::ErrorCode for $name {
            fn from_code(code: i64) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    _ => {
                        $(
                            let common = <$common as $crate::ErrorCode>::from_code(code);
                            if $crate::ErrorCode::info(common).is_some() {
                                return Self::Common(common);
                            }
                        )?
                        Self::Other($crate::UnknownCode::__new(code))
                    }
                }
            }

            fn code(self) -> i64 {
                Self::code(self)
            }

            fn info(self) -> ::core::option::Option<$crate::CodeInfo> {
                match self {
                    $(Self::Common(common) => <$common as $crate::ErrorCode>::info(common),)?
                    own => own.documented(),
                }
            }
        }

        /// The number, and the documented message where there is one.
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::write!(f, "{}", Self::code(*self))?;
                match Self::message(*self) {
                    ::core::option::Option::Some(message) => ::core::write!(f, " {message}"),
                    ::core::option::Option::None => ::core::result::Result::Ok(()),
                }
            }
        }
    };
}
