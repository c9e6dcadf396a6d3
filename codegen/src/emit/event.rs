//! The module of an event, and the enum of all events.

use model::schema::EventEnvelope;
use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, types};
use crate::ir::{AnyEvent, Event};

/// All items of the module. `types` are its nested types.
pub(super) fn event(event: &Event, types: &TokenStream) -> TokenStream {
    let object = types::object(&event.object);
    let (wire, version) = (&event.wire, version(event.envelope));
    let kind = if event.is_callback { quote!(Callback) } else { quote!(Event) };
    quote! {
        #object
        impl rt::event::Event for Event {
            const TYPE: &'static str = #wire;
            const VERSION: rt::event::EventVersion = rt::event::EventVersion::#version;
            const KIND: rt::event::EventKind = rt::event::EventKind::#kind;
        }
        #types
    }
}

fn version(envelope: EventEnvelope) -> TokenStream {
    match envelope {
        EventEnvelope::V1 => quote!(V1),
        EventEnvelope::V2 => quote!(V2),
        EventEnvelope::Bare => quote!(Bare),
    }
}

/// The module `event`: the runtime's items, and `AnyEvent`.
pub(crate) fn any_event(events: &[AnyEvent]) -> TokenStream {
    let variants = events.iter().map(|AnyEvent { name, doc, module, .. }| {
        let feature = module.first().map(|service| service.as_str().to_owned());
        let doc = doc::outer(doc, name.as_str());
        quote! {
            #doc
            #[cfg(feature = #feature)]
            #name(Box<crate::api #(::#module)* ::Event>)
        }
    });
    let arms = events.iter().map(|AnyEvent { name, module, wire, envelope, .. }| {
        let feature = module.first().map(|service| service.as_str().to_owned());
        let version = version(*envelope);
        quote! {
            #[cfg(feature = #feature)]
            (EventVersion::#version, #wire) => envelope.decode_into(Self::#name)
        }
    });
    quote! {
        #![doc = " Events and callbacks: envelopes, decoding, and an enum of all events of the enabled services."]
        #[doc(inline)]
        pub use feishu_runtime::event::*;
        #[doc = " An event of any enabled service. Events of another type keep their JSON."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum AnyEvent {
            #(#variants,)*
            #[doc = " An event of another type."]
            Unknown(Box<EventEnvelope>),
        }
        impl FromEvent for AnyEvent {
            fn from_event(envelope: &EventEnvelope) -> Result<Decoded<Self>, EventFault> {
                match (envelope.version(), envelope.event_type()) {
                    #(#arms,)*
                    _ => Ok(Decoded::new(Self::Unknown(Box::new(envelope.clone())))),
                }
            }
        }
    }
}
