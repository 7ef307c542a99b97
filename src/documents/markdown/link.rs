//! What belongs to a link or a picture and is no text: its destination, its title, and attributes.

use super::Scanner;
use crate::documents::cursor::Cursor;

impl Scanner<'_> {
    /// The destination of a link and its title, in which an `@` cites nothing.
    pub(super) fn destination(&mut self) {
        self.cursor.next();
        if !self.cursor.eat("(") {
            return;
        }
        let mut open = 1_usize;
        while let Some(c) = self.cursor.peek().filter(|c| !c.is_whitespace()) {
            self.cursor.next();
            match c {
                '(' => open += 1,
                ')' if open == 1 => return,
                ')' => open -= 1,
                '\\' => {
                    self.cursor.next();
                }
                _ => {}
            }
        }
        let start = self.cursor.at;
        blanks(&mut self.cursor);
        let is_title = open == 1 && quoted(&mut self.cursor);
        blanks(&mut self.cursor);
        if !is_title || !self.cursor.eat(")") {
            self.cursor.at = start;
        }
    }

    /// Attributes, at their brace: `{#id .class key="value"}`. `false`, and the cursor where it was, if these are none.
    pub(super) fn attributes(&mut self) -> bool {
        let start = self.cursor.at;
        let follows = self.cursor.before().is_some_and(|c| matches!(c, ']' | ')' | '`' | ':' | '$'));
        let is_some = attributes(&mut self.cursor);
        // those of a heading or a fence end their line
        let ends = || self.cursor.rest().trim_start_matches([' ', '#', ':', '\r']);
        let holds = is_some && (follows || ends().is_empty() || ends().starts_with('\n'));
        if !holds {
            self.cursor.at = start;
        }
        holds
    }
}

fn blanks(cursor: &mut Cursor<'_>) {
    while cursor.peek().is_some_and(char::is_whitespace) && !cursor.paragraph_ends() {
        cursor.next();
    }
}

/// Takes a text in quotes that ends in this paragraph.
fn quoted(cursor: &mut Cursor<'_>) -> bool {
    let Some(mark) = cursor.peek().filter(|c| matches!(c, '"' | '\'')) else { return false };
    cursor.next();
    loop {
        cursor.take_while(|c| c != mark && c != '\\' && c != '\n');
        match cursor.peek() {
            None => return false,
            Some('\n') if cursor.paragraph_ends() => return false,
            Some('\\') => _ = cursor.next(),
            _ => {}
        }
        if cursor.next() == Some(mark) {
            return true;
        }
    }
}

/// Takes attributes, of which the first says that these are some.
fn attributes(cursor: &mut Cursor<'_>) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let mut some = false;
    cursor.eat("{");
    loop {
        blanks(cursor);
        if cursor.eat("}") {
            return some;
        }
        if cursor.eat("#") || cursor.eat(".") {
            if cursor.take_while(is_name).is_empty() {
                return false;
            }
        } else if cursor.take_while(is_name).is_empty() || !cursor.eat("=") {
            return false;
        } else if cursor.peek().is_some_and(|c| matches!(c, '"' | '\'')) {
            if !quoted(cursor) {
                return false;
            }
        } else {
            cursor.take_while(|c| !c.is_whitespace() && !matches!(c, '{' | '}'));
        }
        some = true;
    }
}
