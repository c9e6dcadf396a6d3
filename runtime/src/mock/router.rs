//! Routing: from method and path to an endpoint.

use super::route::Route;
use crate::request::percent;

/// Result of looking up a path.
pub(super) enum Found {
    /// An endpoint, with the parameters of its path.
    Endpoint(&'static Route, Vec<(&'static str, String)>),
    /// Endpoints with other methods.
    OtherMethods(Vec<&'static str>),
    Nothing,
}

/// Finds the endpoint of a method and an encoded path. If several match, the one with the first literal segment where the others
/// have a parameter takes precedence; among equal ones the first.
pub(super) fn find(routes: &[&'static Route], method: &str, path: &str) -> Found {
    let fitting = routes.iter().filter_map(|route| Some((*route, parameters(route.operation.path, path)?)));
    let (same, others): (Vec<_>, Vec<_>) =
        fitting.partition(|(route, _)| route.operation.method.as_str() == method);
    let best = same.into_iter().min_by_key(|(route, _)| generality(route.operation.path));
    match best {
        Some((route, parameters)) => Found::Endpoint(route, parameters),
        None if others.is_empty() => Found::Nothing,
        None => Found::OtherMethods(
            others.into_iter().map(|(route, _)| route.operation.method.as_str()).collect(),
        ),
    }
}

/// Returns a sort key: for each segment whether it is a parameter, so that literal segments come first.
fn generality(template: &str) -> Vec<bool> {
    template.split('/').map(|segment| segment.starts_with(':')).collect()
}

/// Returns the decoded parameters if the path matches the template.
fn parameters(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut parameters = Vec::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = percent::decoded(segments.next()?)?;
        match expected.strip_prefix(':') {
            Some(_) if segment.is_empty() => return None,
            Some(name) => parameters.push((name, segment)),
            None if expected != segment => return None,
            None => {}
        }
    }
    segments.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::{generality, parameters};

    #[test]
    fn parameters_are_whole_decoded_segments() {
        let found = |path| parameters("/a/:x/b/:y", path);
        assert_eq!(found("/a/1/b/%E4%B8%AD%2F"), Some(vec![("x", "1".to_owned()), ("y", "中/".to_owned())]));
        for other in ["/a/1/b", "/a/1/b/2/", "/a/1/c/2", "/a//b/2", "/a/1/b/%ff", "/a/1/b/%2", "a/1/b/2"] {
            assert_eq!(found(other), None, "{other}");
        }
        assert_eq!(parameters("/a/:x/", "/a/1/"), Some(vec![("x", "1".to_owned())]), "a slash at the end");
        assert_eq!(parameters("/a/:x/", "/a/1"), None);
    }

    #[test]
    fn literal_segments_take_precedence() {
        let mut templates = ["/a/:id/:x", "/a/:id/search", "/a/search/:x", "/a/search/all"];
        templates.sort_by_key(|template| generality(template));
        assert_eq!(templates, ["/a/search/all", "/a/search/:x", "/a/:id/search", "/a/:id/:x"]);
    }
}
