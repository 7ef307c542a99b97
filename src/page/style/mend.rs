//! What the processor gets wrong in styles, put so that it gets it right. It follows the specification (CSL 1.0.2,
//! "Names" and "Substitute") in neither of two things:
//!
//! - A list of names that has a label, but no `name`, has the plain one: the processor leaves its names out.
//! - A list of names without children that stands in for another has what that one has: the processor does not see it
//!   where it stands under a condition.

use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, Name, Names, NamesChild};

/// Mends a style. It goes no deeper than a style is nested, which is checked.
pub(super) fn mend(style: &mut IndependentStyle) {
    for one in &mut style.macros {
        elements(&mut one.children, None);
    }
    elements(&mut style.citation.layout.elements, None);
    if let Some(bibliography) = &mut style.bibliography {
        elements(&mut bibliography.layout.elements, None);
    }
}

/// Mends elements; `instead`: they stand in for these names, under a condition.
fn elements(children: &mut [LayoutRenderingElement], instead: Option<&Names>) {
    for child in children {
        match child {
            LayoutRenderingElement::Names(names) => mend_names(names, instead),
            LayoutRenderingElement::Group(group) => elements(&mut group.children, instead),
            LayoutRenderingElement::Choose(choose) => {
                elements(&mut choose.if_.children, instead);
                for branch in &mut choose.else_if {
                    elements(&mut branch.children, instead);
                }
                if let Some(branch) = &mut choose.otherwise {
                    elements(&mut branch.children, instead);
                }
            }
            LayoutRenderingElement::Text(_)
            | LayoutRenderingElement::Date(_)
            | LayoutRenderingElement::Number(_)
            | LayoutRenderingElement::Label(_) => {}
        }
    }
}

fn mend_names(names: &mut Names, instead: Option<&Names>) {
    match instead {
        Some(parent) if names.children.is_empty() => *names = parent.from_names_substitute(names),
        _ if names.children.is_empty() || names.name().is_some() => {}
        _ => names.children.insert(0, NamesChild::Name(Name::default())),
    }
    let parent = names.clone();
    for child in &mut names.children {
        let NamesChild::Substitute(substitute) = child else { continue };
        for child in &mut substitute.children {
            let child = std::slice::from_mut(child);
            // what stands there without a condition is seen
            let seen = matches!(child, [LayoutRenderingElement::Names(_)]);
            elements(child, (!seen).then_some(&parent));
        }
    }
}
