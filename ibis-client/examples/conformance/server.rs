//! The server that is checked, and the findings.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use ibis_client::person_methods::AllPeople;
use ibis_client::{Call, Endpoint, Error, IbisResult, ParamIn, Params, SharedConnection, Warning};
use serde_json::Value;

use super::fields;
use super::reply::Reply;

pub(crate) struct Server {
    conn: SharedConnection,
    /// The delay between two calls.
    pause: Duration,
    /// Existing values in the directory, by parameter name.
    known: BTreeMap<&'static str, String>,
    pub(crate) assumptions: BTreeMap<&'static str, Tally>,
    /// The number of times that each unknown field and each warning was seen.
    pub(crate) findings: BTreeMap<String, usize>,
}

/// The number of times that an assumption was kept and broken, and the last example of a break.
#[derive(Default)]
pub(crate) struct Tally {
    kept: usize,
    broken: usize,
    example: String,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { broken: 1.., .. } => {
                write!(f, "**broken** {} times, kept {} times: {}", self.broken, self.kept, self.example)
            }
            Self { kept: 1.., .. } => write!(f, "kept"),
            Self { .. } => write!(f, "not seen"),
        }
    }
}

impl Server {
    pub(crate) fn new(conn: SharedConnection, pause: Duration) -> Self {
        let known = [
            ("scheme", "crsid"),
            ("attrs", "email"),
            ("query", "smith"),
            ("limit", "100"),
            ("minTxId", "0"),
            ("maxTxId", "1"),
        ];
        let known = known.map(|(name, value)| (name, value.to_owned())).into();
        let assumptions = fields::ASSUMPTIONS.map(|assumption| (assumption, Tally::default())).into();
        Self { conn, pause, known, assumptions, findings: BTreeMap::new() }
    }

    /// Finds a person with institutions, groups and attributes, for the values of parameters.
    pub(crate) async fn find_known_values(&mut self) -> Result<()> {
        let fetch = "all_attrs,all_identifiers,all_insts.contact_rows,all_groups,direct_groups";
        let reply = self.call(AllPeople::ENDPOINT, &[("fetch", fetch)]).await?;
        let entities = &reply.result["entities"];
        let people = entities["people"].as_array().into_iter().flatten();
        let lists = ["attributes", "institutions", "groups"];
        let wealth = |person: &&Value| -> usize {
            lists.iter().map(|list| person[*list].as_array().map_or(0, Vec::len)).product()
        };
        let person = people.max_by_key(wealth).with_context(|| format!("no people: {}", reply.outcome()))?;
        for (names, value) in [
            (["identifier", "crsids"], &person["identifier"]["value"]),
            (["instid", "instids"], &entities["institutions"][0]["instid"]),
            (["groupid", "groupids"], &entities["groups"][0]["groupid"]),
            (["attrid", "attrid"], &person["attributes"][0]["attrid"]),
        ] {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.known.extend(names.map(|name| (name, value.clone())));
        }
        Ok(())
    }

    /// Calls an endpoint with the given values, in which `*` stands for the known value, and with known values for the
    /// other required parameters.
    pub(crate) async fn call(&mut self, endpoint: &Endpoint, values: &[(&str, &str)]) -> Result<Reply> {
        tokio::time::sleep(self.pause).await;
        let (mut path, mut query) = (Params::new(), Params::new());
        for param in endpoint.params {
            let given = values.iter().find(|(name, _)| *name == param.name).map(|(_, value)| *value);
            let known = self.known.get(param.name);
            let value = match (given, known) {
                (Some(given), known) => given.replace('*', known.map_or("", String::as_str)),
                (None, Some(known)) if param.required || param.name == "limit" => known.clone(),
                (None, None) if param.required => bail!("no value for `{}`", param.name),
                (None, _) => continue,
            };
            match param.location {
                ParamIn::Path => path = path.with(param.name, value),
                _ => query = query.with(param.name, value),
            }
        }
        let call = Call::new(endpoint.method, endpoint.path).path_params(path).query_params(query);
        Ok(self.reply(self.conn.invoke_method(call).await))
    }

    fn reply(&mut self, result: Result<IbisResult, Error>) -> Reply {
        let result = match result {
            Ok(result) => result,
            Err(error) => {
                eprintln!("{error}");
                let status = if matches!(error, Error::Decode { .. }) { None } else { error.status() };
                return Reply { status, result: Value::Null };
            }
        };
        for Warning { path, problem, .. } in result.warnings() {
            // Without the value, and with one path for all items of a list.
            let problem = problem.split(", found `").next().unwrap_or_default();
            self.find(format!("`{}`: {problem}", path.replace(|c: char| c.is_ascii_digit(), "")));
        }
        let document = result.response().json().and_then(|json| serde_json::from_str(json).ok());
        let document: Value = document.unwrap_or_default();
        fields::inspect(self, "result", &document["result"]);
        Reply { status: result.response().status().or(Some(200)), result: document["result"].clone() }
    }

    pub(crate) fn find(&mut self, finding: String) {
        *self.findings.entry(finding).or_default() += 1;
    }

    /// Counts whether an assumption was kept. `None` if the response does not show it.
    pub(crate) fn note(
        &mut self,
        assumption: &'static str,
        kept: Option<bool>,
        example: impl FnOnce() -> String,
    ) {
        let tally = self.assumptions.entry(assumption).or_default();
        tally.kept += usize::from(kept == Some(true));
        if kept == Some(false) {
            tally.broken += 1;
            tally.example = example();
        }
    }
}
