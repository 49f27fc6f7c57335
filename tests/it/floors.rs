//! Floors under measured figures: they may rise, and never sink.

use crate::pages::{Fnv, root, say};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;

/// A raised floor stands that far below what was measured.
const SLACK: f64 = 0.01;

/// Tests run beside one another and share the file.
static FILE: Mutex<()> = Mutex::new(());

/// Holds `figures` against the floors of `section`, and the hash of the pages against the hash
/// they were measured on. Prints every figure. With `COPYDESK_RAISE_FLOORS` set, floors rise to
/// just below the figures (none sinks) and the hash is written anew.
pub fn hold(section: &str, hash: Fnv, figures: &BTreeMap<String, f64>) {
    assert!(figures.values().all(|figure| (0.0..=1.0).contains(figure)), "{section}: {figures:?}");
    let _guard = FILE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let path = root().join("tests/floors.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    let mut file: Map<String, Value> = serde_json::from_str(&text).expect("tests/floors.json is an object");
    let old = file.get(section).cloned().unwrap_or_default();
    let floors: BTreeMap<String, f64> = old["floors"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, floor)| (name.clone(), floor.as_f64().expect("a floor is a number")))
        .collect();

    let mut faults = Vec::new();
    for (name, figure) in figures {
        let floor = floors.get(name);
        say(&format!("{section}  {name:<36} {figure:.4}  floor {}", floor.map_or("-".into(), |f| format!("{f:.3}"))));
        match floor {
            Some(floor) if figure < floor => faults.push(format!("{name}: {figure:.4} is below its floor {floor:.3}")),
            _ => {}
        }
    }
    for name in floors.keys().filter(|name| !figures.contains_key(*name)) {
        faults.push(format!("{name}: has a floor but was not measured"));
    }

    if std::env::var_os("COPYDESK_RAISE_FLOORS").is_some_and(|value| value == "1") {
        let mut raised = floors.clone();
        for (name, figure) in figures {
            let reached = ((figure - SLACK) * 1000.0).floor().max(0.0) / 1000.0;
            let floor = raised.entry(name.clone()).or_insert(reached);
            *floor = floor.max(reached);
        }
        file.insert(section.to_owned(), json!({ "hash": hash.hex(), "floors": raised }));
        let text = serde_json::to_string_pretty(&file).expect("floors are JSON") + "\n";
        fs::write(&path, text).expect("tests/floors.json can be written");
    } else {
        for name in figures.keys().filter(|name| !floors.contains_key(*name)) {
            faults.push(format!("{name}: has no floor; run with COPYDESK_RAISE_FLOORS=1"));
        }
        if old["hash"] != hash.hex() {
            faults.push(format!(
                "the pages have changed (hash {}, floors measured on {}): look at the figures, then run with COPYDESK_RAISE_FLOORS=1",
                hash.hex(),
                old["hash"]
            ));
        }
    }
    assert!(faults.is_empty(), "{section}: floors are not lowered:\n  {}", faults.join("\n  "));
}
