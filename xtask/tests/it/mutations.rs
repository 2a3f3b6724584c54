//! Mutated documents: each results in code that compiles, or in errors with locations.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use xtask::error::SpecErrors;
use xtask::lower::{complete, lower};
use xtask::model::{ApiSrc, ModelSrc, ShapeSrc};
use xtask::render::client_files;
use xtask::spec::Spec;
use xtask::spec::compare::{Form, Lens, compare};

use crate::support::{document, lookup, workspace};

const SEED: u64 = 0x1b15;
const MUTATIONS: usize = 500;
const COMPILED: usize = 25;
/// The maximum number of visits per value of a document.
const MAX_STEPS_PER_VALUE: usize = 25;

const NAMES: [&str; 16] = [
    "Self",
    "Box",
    "A/B",
    "a b",
    "a%20b",
    "x)",
    "type",
    "IbisPerson",
    "person",
    "fetch",
    "new",
    "\u{202e}abc",
    "a\nb",
    "",
    "id",
    "Person_search",
];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// The locations of all values.
fn locations(value: &Value, at: &str, locations: &mut Vec<String>) {
    locations.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                self::locations(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    locations,
                );
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                self::locations(item, &format!("{at}/{i}"), locations);
            }
        }
        _ => {}
    }
}

/// Applies one mutation: removes or renames a key, or replaces a value by a reference, a copy, a name or another type.
fn mutate(document: &mut Value, random: &mut Random) {
    let mut all = Vec::new();
    locations(document, "", &mut all);
    let location = random.of(&all[1..]).clone();
    let (owner, key) = location.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let references: Vec<_> =
        all.iter().filter(|at| at.starts_with("/components/") && at.matches('/').count() == 3).collect();
    let reference = json!({"$ref": format!("#{}", random.of(&references))});
    let copy = document.pointer(random.of::<String>(&all)).unwrap().clone();
    match (random.below(6), document.pointer_mut(owner).unwrap()) {
        (0, Value::Object(fields)) => _ = fields.remove(&key),
        (1, Value::Object(fields)) => {
            let value = fields.remove(&key).unwrap();
            fields.insert((*random.of(&NAMES)).to_owned(), value);
        }
        (2, _) => *document.pointer_mut(&location).unwrap() = reference,
        (3, _) if copy.to_string().len() < 5_000 => *document.pointer_mut(&location).unwrap() = copy,
        (4, _) => {
            let texts: Vec<_> = all.iter().filter(|at| document.pointer(at).unwrap().is_string()).collect();
            let text = (*random.of(&texts)).clone();
            *document.pointer_mut(&text).unwrap() = json!(random.of(&NAMES));
        }
        _ => {
            let values = [json!(null), json!(true), json!(7), json!("x"), json!([]), json!({}), json!(["x"])];
            *document.pointer_mut(&location).unwrap() = random.of(&values).clone();
        }
    }
}

/// The model; `None` if the document is rejected with valid errors.
fn outcome(document: &Value, read: fn(&Spec) -> Result<ApiSrc, SpecErrors>) -> Option<ApiSrc> {
    let mut all = Vec::new();
    locations(document, "", &mut all);
    let spec = match Spec::parse(&document.to_string()) {
        Ok(spec) => spec,
        Err(error) => {
            if let Some(errors) = error.downcast_ref::<SpecErrors>() {
                check(errors);
            } else {
                assert!(error.to_string().contains("OpenAPI"), "{error:#}");
            }
            return None;
        }
    };
    let api = read(&spec);
    assert!(
        spec.steps() <= MAX_STEPS_PER_VALUE * all.len(),
        "{} steps for {} values",
        spec.steps(),
        all.len()
    );
    api.map_err(|errors| check(&errors)).ok()
}

/// Checks that each error has a location and a message.
fn check(errors: &SpecErrors) {
    for error in errors.iter() {
        let text = error.to_string();
        assert!(text.starts_with("#/") || text.starts_with("#: "), "{text}");
        assert!(!error.problem.is_empty() && !error.problem.contains('\n'), "{text}");
    }
}

#[test]
fn mutated_documents_result_in_code_that_compiles_or_errors_with_locations() {
    let mut random = Random(SEED);
    let documents = [serde_json::from_str(&lookup().text).unwrap(), document("published.json")];
    let (ours, mut compared, mut accepted) = (lookup(), 0, Vec::new());
    let our_api = lower(&ours).unwrap();
    for number in 0..MUTATIONS {
        let mut document: Value = documents[number % 2].clone();
        mutate(&mut document, &mut random);
        if number % 2 == 1 {
            let Some(theirs) = outcome(&document, lower) else { continue };
            let lens = Lens::OldIsOurs(&ours.document, Form::Service);
            assert!(!compare(&our_api, &theirs, lens).table().is_empty());
            compared += 1;
        }
        if let Some(api) = outcome(&document, complete) {
            for file in client_files(&api) {
                assert!(!file.text.contains(['\r', '\u{202e}']), "{number}: {}", file.name);
            }
            accepted.push((number, api));
        }
    }
    let refused = MUTATIONS - accepted.len();
    assert!(compared > 30, "{compared} of theirs were compared");
    assert!(accepted.len() > 40 && refused > 100, "{} accepted, {refused} refused", accepted.len());
    let mut drawn = Vec::new();
    while drawn.len() < COMPILED {
        drawn.push(accepted.swap_remove(random.below(accepted.len())));
    }
    compile(&drawn);
}

/// Compiles each as a module of a copy of the client, whose macros and types it uses.
fn compile(drawn: &[(usize, ApiSrc)]) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    for crate_name in ["ibis-client", "ibis-macros"] {
        let folder = root.join(crate_name);
        drop(fs::remove_dir_all(&folder));
        copy(&workspace().join(crate_name).join("src"), &folder.join("src"));
        let manifest = fs::read_to_string(workspace().join(crate_name).join("Cargo.toml")).unwrap();
        let manifest = manifest.split("[dev-dependencies]").next().unwrap();
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("README.md"), "").unwrap();
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let members = manifest.lines().find(|line| line.starts_with("members = ")).unwrap();
    let manifest = manifest.replace(members, r#"members = ["ibis-client", "ibis-macros"]"#);
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();

    let api = root.join("ibis-client/src/api");
    let mut modules = String::new();
    for (number, mutant) in drawn {
        let folder = api.join(format!("mutants/m{number}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(api.join(format!("mutants/m{number}.rs")), module(mutant, &folder)).unwrap();
        modules.extend([format!("mod m{number};\n")]);
    }
    fs::write(api.join("mutants.rs"), modules).unwrap();
    let path = root.join("ibis-client/src/api.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text + "\n#[allow(warnings, clippy::all, clippy::pedantic)]\nmod mutants;\n").unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--lib", "--package", "ibis-client"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Writes the files of a mutant, and returns the code of the module that declares them. Its methods return the client's
/// records, since no others can be read from results.
fn module(api: &ApiSrc, folder: &Path) -> String {
    let mut text = "pub(crate) use crate::*;\nuse crate::connection::*;\npub struct IbisResult {}\nimpl IbisResult { pub(crate) \
                    fn node(&self) -> crate::result::Node<'_> { panic!() } }\n"
        .to_owned();
    for group in &api.methods {
        text.extend([format!("method_groups! {{\n/// Methods.\n{};\n}}\n", group.name)]);
    }
    for file in client_files(api) {
        let mut code = file.text.replace("use crate::{", "use super::{");
        for group in &api.methods {
            code = code.replace(&format!("crate::api::{};", group.name), &format!("super::{};", group.name));
        }
        if file.name == "records.rs" {
            if api.models.iter().any(|model| model.name == "Identifier") {
                code += "impl IdentifierRef<'_> { fn to_record(self) -> crate::Identifier { panic!() } }\n";
            }
            code.extend(api.models.iter().filter(|model| model.kind().is_some()).map(entity));
        }
        fs::write(folder.join(&file.name), code).unwrap();
        text.extend([format!("mod {};\n", file.name.trim_end_matches(".rs"))]);
    }
    let enums: BTreeSet<_> = api.enums.iter().map(|open| open.name.clone()).collect();
    text.extend([format!(
        "pub use self::enums::{{{}}};\n",
        enums.into_iter().collect::<Vec<_>>().join(", ")
    )]);
    if api.enums.is_empty() {
        text = text.replace("pub use self::enums::{};\n", "");
    }
    text
}

/// The code that is written by hand for an entity.
fn entity(model: &ModelSrc) -> String {
    let key = match model.key().map(|key| &key.shape) {
        Some(ShapeSrc::Str(Some(name))) => format!("crate::{name}"),
        Some(ShapeSrc::Value(_)) => "crate::Identifier".to_owned(),
        _ => "String".to_owned(),
    };
    let name = &model.name;
    format!(
        "impl crate::Entity for {name} {{ const KIND: crate::Kind = crate::Kind::{name}; type Key = {key};\n\
         fn key(&self) -> Self::Key {{ panic!() }}\nfn id(&self) -> &str {{ panic!() }}\n\
         fn names(&self) -> Vec<String> {{ panic!() }} }}\n"
    )
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
