//! Error codes: documented codes are typed, others keep their number.

use std::fmt;

/// The error codes of an endpoint.
pub trait ErrorCode: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// Converts a number into a code. Every number is accepted.
    fn from_code(code: i64) -> Self;

    /// Returns the number.
    fn code(self) -> i64;

    /// Returns the documentation of the code; `None` if it is not documented.
    fn info(self) -> Option<CodeInfo>;
}

/// The codes of an endpoint without documented codes.
impl ErrorCode for i64 {
    fn from_code(code: i64) -> Self {
        code
    }

    fn code(self) -> i64 {
        self
    }

    fn info(self) -> Option<CodeInfo> {
        None
    }
}

/// The documentation of an error code, with what maintainers have added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    http_status: Option<u16>,
    message: &'static str,
    hint: Option<&'static str>,
    retry: Option<bool>,
    executed: Option<bool>,
}

impl CodeInfo {
    /// Creates it with the documented message; all else is unknown.
    #[must_use]
    pub const fn new(message: &'static str) -> Self {
        Self { http_status: None, message, hint: None, retry: None, executed: None }
    }

    /// Sets the documented HTTP status.
    #[must_use]
    pub const fn with_http_status(mut self, http_status: u16) -> Self {
        self.http_status = Some(http_status);
        self
    }

    /// Sets the advice for callers.
    #[must_use]
    pub const fn with_hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Sets whether the same call may succeed later.
    #[must_use]
    pub const fn with_retry(mut self, retry: bool) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sets whether the server has executed a call that it answers with this code.
    #[must_use]
    pub const fn with_executed(mut self, executed: bool) -> Self {
        self.executed = Some(executed);
        self
    }

    /// Returns the documented HTTP status. Pages contradict each other, and servers may send another.
    #[must_use]
    pub const fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// Returns the documented message.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// Returns the advice for callers.
    #[must_use]
    pub const fn hint(&self) -> Option<&'static str> {
        self.hint
    }

    /// Returns whether the same call may succeed later; `None` if unknown.
    #[must_use]
    pub const fn retry(&self) -> Option<bool> {
        self.retry
    }

    /// Returns whether the server has executed a call that it answers with this code; `None` if unknown.
    #[must_use]
    pub const fn executed(&self) -> Option<bool> {
        self.executed
    }
}

/// The number of an undocumented error code.
///
/// Only `from_code` creates it, so it never holds a documented code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownCode(i64);

impl UnknownCode {
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(code: i64) -> Self {
        Self(code)
    }

    /// Returns the number.
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

/// Functions that [`error_codes!`](crate::error_codes) expands to.
pub mod private {
    use super::{ErrorCode, fmt};

    /// Returns the documented HTTP status.
    pub fn http_status<C: ErrorCode>(code: C) -> Option<u16> {
        code.info().and_then(|info| info.http_status())
    }

    /// Returns the documented message.
    pub fn message<C: ErrorCode>(code: C) -> Option<&'static str> {
        code.info().map(|info| info.message())
    }

    /// Returns the advice for callers.
    pub fn hint<C: ErrorCode>(code: C) -> Option<&'static str> {
        code.info().and_then(|info| info.hint())
    }

    /// Writes the number, followed by the documented message if there is one.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn show<C: ErrorCode>(code: C, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", code.code())?;
        match message(code) {
            Some(message) => write!(f, " {message}"),
            None => Ok(()),
        }
    }
}

/// Implements [`ErrorCode`] for an enum with a variant `Other(UnknownCode)`.
///
/// The enum documents its codes in `const fn documented(self) -> Option<CodeInfo>`. With `common = Type` it also has a variant
/// `Common(Type)` for the codes of the whole platform, which are looked up after its own.
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
            /// Returns the number.
            #[must_use]
            pub fn code(self) -> i64 {
                match self {
                    $(Self::$variant => $code,)*
                    $(Self::Common(common) => <$common as $crate::ErrorCode>::code(common),)?
                    Self::Other(other) => other.get(),
                }
            }

            /// Returns the documented HTTP status. Pages contradict each other, and servers may send another.
            #[must_use]
            pub fn http_status(self) -> ::core::option::Option<u16> {
                $crate::__private::error_code::http_status(self)
            }

            /// Returns the documented message.
            #[must_use]
            pub fn message(self) -> ::core::option::Option<&'static str> {
                $crate::__private::error_code::message(self)
            }

            /// Returns the advice for callers.
            #[must_use]
            pub fn hint(self) -> ::core::option::Option<&'static str> {
                $crate::__private::error_code::hint(self)
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

        /// The number, followed by the documented message if there is one.
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::error_code::show(*self, f)
            }
        }
    };
}
