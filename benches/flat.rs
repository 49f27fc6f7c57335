//! Text without HTML: lines, the same without menus (story), one joined line, glued; and how time grows with the text.
//!
//! The texts are flattened forms of the fixtures, repeated up to a size. Cost is by the line more than by the byte, and these lines are short: 30 bytes with the blank
//! line behind them, where real BBC pages have 42 (63 from the headline on, without menus) and true texts of articles 100 to 270.

use copydesk::flat::Cleaner;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

/// One text of each fixture in a form.
fn texts(form: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/truth");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("fixtures").filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.iter().map(|path| flattened(path, form)).collect()
}

fn flattened(path: &Path, form: &str) -> String {
    let truth: Value = serde_json::from_slice(&fs::read(path).expect("a truth")).expect("JSON");
    let blocks = truth["blocks"].as_array().expect("blocks").iter().filter(|block| block["hidden"] != true);
    let blocks: Vec<_> = blocks.filter(|block| form != "story" || block["role"] != "nav").collect();
    let headline = blocks.iter().position(|block| form == "story" && block["role"] == "headline");
    let mut text = String::new();
    for block in &blocks[headline.unwrap_or(0)..] {
        text.push_str(block["text"].as_str().unwrap_or_default());
        let is_story = ["body", "list_item", "quote", "headline", "subheading"]
            .contains(&block["role"].as_str().unwrap_or_default());
        text.push_str(match form {
            "lines" | "story" => "\n\n",
            "joined" => " ",
            _ if is_story => " ",
            _ => "",
        });
    }
    text
}

fn flat(c: &mut Criterion) {
    let cleaner = Cleaner::default();
    let mut group = c.benchmark_group("flat");
    for form in ["lines", "story", "joined", "glued"] {
        let texts = texts(form);
        // What is measured does what it should.
        let cut = texts.iter().filter(|text| cleaner.clean(text).main_text().len() * 10 < text.len() * 9).count();
        assert!(cut * 2 > texts.len(), "{form}: {cut} of {} texts were cleaned", texts.len());
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        // Why: what a corpus builder waits for.
        group.bench_function(form, |b| b.iter(|| texts.iter().for_each(|text| drop(black_box(cleaner.clean(text))))));
    }
    // Why: the same lines with the story alone, as most texts of a corpus are.
    let stories: Vec<String> = texts("lines").iter().map(|text| cleaner.clean(text).main_text()).collect();
    group.throughput(Throughput::Bytes(stories.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("clean lines", |b| {
        b.iter(|| stories.iter().for_each(|text| drop(black_box(cleaner.clean(text)))))
    });
    group.finish();
}

fn growth(c: &mut Criterion) {
    let cleaner = Cleaner::default();
    let mut group = c.benchmark_group("flat growth");
    for form in ["lines", "joined", "glued"] {
        let text = texts(form).concat();
        for times in [1, 4, 16, 64] {
            let text = text.repeat(times);
            group.throughput(Throughput::Bytes(text.len() as u64));
            // Why: bytes a second stay the same where work is linear.
            group.bench_with_input(BenchmarkId::new(form, text.len()), &text, |b, text| {
                b.iter(|| black_box(cleaner.clean(text)).blocks().len())
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    targets = flat, growth
}
criterion_main!(benches);
