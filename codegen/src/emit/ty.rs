//! Types as Rust writes them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, Presence, Ty, TypePath};
use crate::names::Name;

/// The type of a value.
pub(crate) fn ty(ty_: &Ty) -> TokenStream {
    match ty_ {
        Ty::Text => quote!(String),
        Ty::Int => quote!(i64),
        Ty::Float => quote!(f64),
        Ty::Bool => quote!(bool),
        Ty::Json => quote!(rt::Value),
        Ty::List(inner) => {
            let inner = ty(inner);
            quote!(Vec<#inner>)
        }
        Ty::Map(inner) => {
            let inner = ty(inner);
            quote!(rt::Map<#inner>)
        }
        Ty::Struct(name) => quote!(#name),
        Ty::Boxed(name) => quote!(Box<#name>),
        Ty::Shared(path) | Ty::Enum(path) => type_path(path),
        Ty::JsonString(inner) => {
            let inner = ty(inner);
            quote!(rt::JsonString<#inner>)
        }
        Ty::File => quote!(rt::FilePart),
        Ty::Sensitive(inner) => {
            let inner = ty(inner);
            quote!(rt::Sensitive<#inner>)
        }
    }
}

/// A field's type, `Option` included.
pub(crate) fn field_type(field: &Field) -> TokenStream {
    let ty = ty(&field.ty);
    match field.presence {
        Presence::Required => ty,
        Presence::Optional => quote!(Option<#ty>),
    }
}

/// The path of an enum or a union.
pub(super) fn type_path(path: &TypePath) -> TokenStream {
    let (modules, name) = (&path.module, &path.name);
    match modules.as_slice() {
        [] => quote!(#name),
        modules => quote!(crate::api #(::#modules)* ::#name),
    }
}

/// An enum's variant.
pub(super) fn variant(path: &TypePath, variant: &Name) -> TokenStream {
    let path = type_path(path);
    quote!(#path::#variant)
}

/// The argument type of a setter, and the expression that converts the argument.
pub(crate) fn argument(ty_: &Ty, name: &Name) -> (TokenStream, TokenStream) {
    match ty_ {
        Ty::Text => (quote!(impl Into<String>), quote!(#name.into())),
        Ty::Json => (quote!(impl Into<rt::Value>), quote!(#name.into())),
        Ty::Boxed(inner) => (quote!(#inner), quote!(Box::new(#name))),
        Ty::List(inner) => match inner.as_ref() {
            Ty::Text => (
                quote!(impl IntoIterator<Item = impl Into<String>>),
                quote!(#name.into_iter().map(Into::into).collect()),
            ),
            other => {
                let item = ty(other);
                (quote!(impl IntoIterator<Item = #item>), quote!(#name.into_iter().collect()))
            }
        },
        Ty::Sensitive(inner) => {
            // `Sensitive<String>` has several conversions; naming the source keeps `into` and `collect` unambiguous.
            let (inner_ty, (argument, value)) = (ty(inner), argument(inner, name));
            (argument, quote!(<rt::Sensitive<#inner_ty> as From<#inner_ty>>::from(#value)))
        }
        other => (ty(other), quote!(#name)),
    }
}
