//! What the processor gets wrong in styles, put so that it gets it right.

use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, NamesChild};

/// Gives each list of names that has a label, but no `name`, the `name` that the specification says it has (CSL 1.0.2,
/// "Names"): the processor leaves its names out, and sets the label before them.
pub(super) fn mend(style: &mut IndependentStyle) {
    for one in &mut style.macros {
        elements(&mut one.children);
    }
    elements(&mut style.citation.layout.elements);
    if let Some(bibliography) = &mut style.bibliography {
        elements(&mut bibliography.layout.elements);
    }
}

/// Goes no deeper than a style is nested, which is checked.
fn elements(children: &mut [LayoutRenderingElement]) {
    for child in children {
        match child {
            LayoutRenderingElement::Names(names) => {
                let named = names.children.iter().any(|child| matches!(child, NamesChild::Name(_)));
                // without children it may inherit the one of what it stands in for
                if !named && !names.children.is_empty() {
                    names.children.insert(0, NamesChild::Name(Default::default()));
                }
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        elements(&mut substitute.children);
                    }
                }
            }
            LayoutRenderingElement::Group(group) => elements(&mut group.children),
            LayoutRenderingElement::Choose(choose) => {
                elements(&mut choose.if_.children);
                for branch in &mut choose.else_if {
                    elements(&mut branch.children);
                }
                if let Some(branch) = &mut choose.otherwise {
                    elements(&mut branch.children);
                }
            }
            LayoutRenderingElement::Text(_)
            | LayoutRenderingElement::Date(_)
            | LayoutRenderingElement::Number(_)
            | LayoutRenderingElement::Label(_) => {}
        }
    }
}
