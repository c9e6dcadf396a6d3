//! The test writes a program in the place of this one.

fn main() {}
