//! What stands for CSS selectors in a build without the feature `scraper`: there can be none.

use super::pattern::Compound;
use crate::dom::Dom;

#[derive(Debug)]
pub(super) enum Css {}

impl Css {
    pub(super) fn parse(_selector: &str) -> Result<Css, String> {
        Err("this build knows no CSS selectors: enable the Cargo feature `scraper`, or write a pattern".to_owned())
    }

    pub(super) fn keys(&self) -> Vec<Compound> {
        match *self {}
    }
}

pub(super) struct Tree<'t, 'h>(std::marker::PhantomData<&'t Dom<'h>>);

impl<'t, 'h> Tree<'t, 'h> {
    pub(super) fn new(_dom: &'t Dom<'h>) -> Self {
        Tree(std::marker::PhantomData)
    }

    pub(super) fn matches(&mut self, css: &Css, _selector: u32, _node: usize) -> bool {
        match *css {}
    }

    pub(super) fn is_exhausted(&self) -> bool {
        false
    }
}
