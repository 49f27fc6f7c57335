//! A thread of comments below a story: what stands between the frames of comments is one.
//!
//! The class heads know the frame of a post (author, date, votes, "reply") better than its text, which reads as a story does. So on an
//! article whatever follows such frames is comments, from the end of the first long text on.

use super::{Label, Role, known};
use crate::measure::{Columns, schema as f};
use crate::segment::Blocks;
use std::ops::Range;

/// So many characters of main content in a row are a story.
const STORY: u32 = 600;
/// So many posts are a thread, and so many of their frames must have a date: a shop's offers have none.
const POSTS: usize = 3;
/// Of so many posts one has a date: "3 days ago" is none.
const DATED: usize = 8;
/// What is longer is no post.
const LONGEST: u32 = 3000;

pub(super) fn complete(blocks: &Blocks, columns: &Columns, labels: &mut [Label]) {
    for post in posts(blocks, columns, labels) {
        crate::work::add(post.len());
        for label in &mut labels[post] {
            if label.main && label.rule != known::RULE {
                *label = Label { role: Role::Comments, main: false, rule: "thread_of_comments", ..*label };
            }
        }
    }
}

/// Runs of main blocks behind frames of comments, if they are a thread; what is between their first and their last block may be hidden.
fn posts(blocks: &Blocks, columns: &Columns, labels: &[Label]) -> Vec<Range<usize>> {
    crate::work::add(labels.len());
    let (mut posts, mut dated) = (Vec::new(), 0);
    let (mut frame, mut run, mut longest) = (Frame::default(), Run::default(), 0);
    for (block, (row, label)) in blocks.rows.iter().zip(labels).enumerate().filter(|(_, (row, _))| row.hidden.is_none())
    {
        if label.main {
            run.start.get_or_insert(block);
            run.chars += row.chars;
            continue;
        }
        if let Run { start: Some(start), chars } = std::mem::take(&mut run) {
            if longest >= STORY && frame.is_comment && chars <= LONGEST {
                posts.push(start..block);
                dated += usize::from(frame.has_date);
            }
            longest = longest.max(chars);
            frame = Frame::default();
        }
        let has_date = columns.value(f::DATE_SHAPE, block) > 0.0;
        frame.is_comment |= label.role == Role::Comments;
        frame.has_date |= has_date && matches!(label.role, Role::Comments | Role::Byline);
    }
    if dated >= POSTS && dated * DATED >= posts.len() { posts } else { Vec::new() }
}

/// What stands between two runs of main content.
#[derive(Default)]
struct Frame {
    is_comment: bool,
    has_date: bool,
}

/// Main blocks in a row.
#[derive(Default)]
struct Run {
    start: Option<usize>,
    chars: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};
    use crate::profile::Found;
    use crate::{dom, measure, segment};

    /// The rules after a story of so many letters and four posts, whose frames say when they were written; the class heads are thought to have
    /// known the frames and taken the posts for the story.
    fn rules_of(story: usize, dates: [&str; 4], post: &str, rule: &'static str) -> Vec<(Role, bool, &'static str)> {
        let thread = dates.map(|date| format!("<h4>ferryman {date}</h4><p>{post}<p>{post}"));
        let html = format!("<p>{}{}<h4>Reply</h4>", "The bridge shut. ".repeat(story / 17), thread.concat());
        let dom = dom::parse(&html, Parser::Fast, &Limits::default());
        let blocks = segment::blocks(&dom, &Limits::default());
        let columns = measure::columns(&dom, &blocks);
        let is_frame = |block: usize| block == blocks.len() - 1 || (block > 0 && (block - 1).is_multiple_of(3));
        let label = |block| match is_frame(block) {
            true => Label { role: Role::Comments, main: false, rule: "class_comments", profile: Found::default() },
            false => Label { role: Role::Body, main: true, rule, profile: Found::default() },
        };
        let mut labels: Vec<Label> = (0..blocks.len()).map(label).collect();
        assert_eq!(labels.len(), 14);
        complete(&blocks, &columns, &mut labels);
        labels.iter().map(|label| (label.role, label.main, label.rule)).collect()
    }

    const DATES: [&str; 4] = ["5/6/2019 1:23 PM", "5/6/2019 2:20 PM", "6/6/2019 9:01 AM", "7/6/2019 6:40 PM"];
    const POST: &str = "I crossed it every day for thirty years and never felt it move.";

    fn posts_left(rules: &[(Role, bool, &str)]) -> usize {
        rules.iter().filter(|(_, main, _)| *main).count() - 1
    }

    #[test]
    fn posts_between_dated_frames_below_a_story_are_comments() {
        let rules = rules_of(900, DATES, POST, "main_text");
        assert_eq!(rules[0], (Role::Body, true, "main_text"));
        assert_eq!(rules[1], (Role::Comments, false, "class_comments"));
        assert_eq!(rules[2..4], [(Role::Comments, false, "thread_of_comments"); 2]);
        assert_eq!(posts_left(&rules), 0);
    }

    #[test]
    fn without_a_story_or_without_dates_or_by_a_profile_they_stay() {
        assert_eq!(posts_left(&rules_of(300, DATES, POST, "main_text")), 8, "no story above");
        let [first, second, _, _] = DATES;
        assert_eq!(posts_left(&rules_of(900, [first, second, "", ""], POST, "main_text")), 8, "two dates");
        assert_eq!(posts_left(&rules_of(900, DATES, POST, known::RULE)), 8, "a profile says main");
        assert_eq!(posts_left(&rules_of(4000, DATES, &POST.repeat(40), "main_text")), 8, "longer than posts are");
    }
}
