//! The method that calls a setter if there is a value.

/// Implements `set_if_some` for a type with setters.
///
/// ```
/// #[derive(Debug, Default, PartialEq)]
/// pub struct Request { comment: Option<String> }
/// impl Request {
///     pub fn comment(mut self, comment: impl Into<String>) -> Self {
///         self.comment = Some(comment.into());
///         self
///     }
/// }
/// feishu_runtime::setters!(Request);
///
/// let comment: Option<&str> = None;
/// assert_eq!(Request::default().set_if_some(Request::comment, comment).comment, None);
/// assert_eq!(Request::default().set_if_some(Request::comment, Some("fine")).comment.as_deref(), Some("fine"));
/// ```
#[macro_export]
macro_rules! setters {
    ($name:ident) => {
        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            #[doc = concat!(" Calls a setter if there is a value: `.set_if_some(", stringify!($name), "::setter, option)`.")]
            #[must_use]
            pub fn set_if_some<T>(
                self,
                setter: impl ::core::ops::FnOnce(Self, T) -> Self,
                value: ::core::option::Option<T>,
            ) -> Self {
                match value {
                    ::core::option::Option::Some(value) => setter(self, value),
                    ::core::option::Option::None => self,
                }
            }
        }
    };
}
