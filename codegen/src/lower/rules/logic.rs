//! Boolean operations on expressions. Constant parts are left out.

use crate::ir::{Access, Expr};

pub(super) fn present(access: Access) -> Expr {
    if access.is_certain() { Expr::True } else { Expr::Present(access) }
}

pub(super) fn not(expr: Expr) -> Expr {
    match expr {
        Expr::True => Expr::False,
        Expr::False => Expr::True,
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

pub(super) fn all(parts: Vec<Expr>) -> Expr {
    let flat = parts.into_iter().flat_map(|part| match part {
        Expr::All(inner) => inner,
        other => vec![other],
    });
    let mut left: Vec<Expr> = flat.filter(|part| !matches!(part, Expr::True)).collect();
    if left.iter().any(|part| matches!(part, Expr::False)) {
        return Expr::False;
    }
    match (left.pop(), left.is_empty()) {
        (None, _) => Expr::True,
        (Some(only), true) => only,
        (Some(last), false) => {
            left.push(last);
            Expr::All(left)
        }
    }
}

pub(super) fn any(parts: Vec<Expr>) -> Expr {
    let mut left: Vec<Expr> = parts.into_iter().filter(|part| !matches!(part, Expr::False)).collect();
    if left.iter().any(|part| matches!(part, Expr::True)) {
        return Expr::True;
    }
    match (left.pop(), left.is_empty()) {
        (None, _) => Expr::False,
        (Some(only), true) => only,
        (Some(last), false) => {
            left.push(last);
            Expr::Any(left)
        }
    }
}
