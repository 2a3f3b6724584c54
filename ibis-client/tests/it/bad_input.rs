//! Values that cannot be sent: each mistake has a clear error, and nothing is sent.

use ibis_client::{
    Call, Connection as _, Credentials, Error, GroupMethods, IbisClientConnection, IbisResult,
    InstitutionMethods, Method, Params, PersonMethods, Visibility,
};

use crate::support::refused;
use crate::support::socket::Socket;

/// Makes a call that must be refused, and asserts that the server received nothing.
async fn problem<R, T>(call: impl FnOnce(IbisClientConnection) -> R) -> String
where
    R: IntoFuture<Output = Result<T, Error>>,
{
    let socket = Socket::idle().await;
    let error = refused(call(socket.connection()).await);
    assert!(matches!(error, Error::Parameter { .. }), "{error:?}");
    assert_eq!(error.status(), None);
    socket.assert_untouched().await;
    error.to_string()
}

/// The problem with a generic call.
async fn call_problem(call: Call) -> String {
    problem(|conn| invoke(conn, call)).await
}

async fn invoke(conn: IbisClientConnection, call: Call) -> Result<IbisResult, Error> {
    conn.invoke_method(call).await
}

#[tokio::test]
async fn dot_segment_or_empty_path_parameter_is_refused() {
    for value in ["", ".", ".."] {
        let in_path = |name: &str| {
            format!(
                "`{name}` cannot be sent: `{value}` is not allowed as a path segment: the URL would be that of another resource"
            )
        };
        assert_eq!(
            problem(|conn| PersonMethods::new(conn).get_person("crsid", value)).await,
            format!("GET /api/v1/person/%(scheme)s/%(identifier)s: the parameter {}", in_path("identifier"))
        );
        assert_eq!(
            problem(|conn| PersonMethods::new(conn).get_insts(value, "spqr1")).await,
            format!(
                "GET /api/v1/person/%(scheme)s/%(identifier)s/insts: the parameter {}",
                in_path("scheme")
            )
        );
        assert_eq!(
            problem(|conn| PersonMethods::new(conn).delete_attribute(value, "spqr1", 1)).await,
            format!(
                "DELETE /api/v1/person/%(scheme)s/%(identifier)s/%(attrid)s: the parameter {}",
                in_path("scheme")
            )
        );
    }
}

#[tokio::test]
async fn dot_segment_id_is_refused() {
    for value in [".", ".."] {
        let text = problem(|conn| InstitutionMethods::new(conn).get_inst(value)).await;
        assert!(text.contains("`instid` cannot be sent"), "{text}");
        let text = problem(|conn| GroupMethods::new(conn).get_members(value)).await;
        assert!(text.contains("`groupid` cannot be sent"), "{text}");
        let text = problem(|conn| GroupMethods::new(conn).update_direct_members(value)).await;
        assert!(text.contains("`groupid` cannot be sent"), "{text}");
        let text = problem(|conn| PersonMethods::new(conn).is_member_of_inst("crsid", "spqr1", value)).await;
        assert!(text.contains("`instid` cannot be sent"), "{text}");
    }
}

#[tokio::test]
async fn invalid_value_is_refused_with_its_name_and_format() {
    assert_eq!(
        problem(|conn| InstitutionMethods::new(conn).get_inst("")).await,
        "GET /api/v1/inst/%(instid)s: the parameter `instid` cannot be sent: `` is not an instid: it must not \
         be empty or contain a comma or a control character"
    );
    for groupid in ["", "a,b", "a\nb", "\u{7f}"] {
        let text = problem(|conn| GroupMethods::new(conn).get_group(groupid)).await;
        assert!(text.contains("the parameter `groupid` cannot be sent"), "{text}");
        assert!(text.contains("is not a groupid or a group's name"), "{text}");
    }
    let text = problem(|conn| {
        InstitutionMethods::new(conn)
            .create_group("BOTOLPH", "name", "title", "description")
            .managed_by("a,b")
    });
    assert!(text.await.contains("the parameter `managedBy` cannot be sent"));
}

#[tokio::test]
async fn invalid_fetch_is_refused() {
    let text = problem(|conn| PersonMethods::new(conn).get_person("crsid", "spqr1").fetch("all_instz")).await;
    assert!(text.contains("the parameter `fetch` cannot be sent: `all_instz` cannot be fetched"), "{text}");
    assert!(text.contains("did you mean `all_insts`?"), "{text}");

    let eleven = ["all_insts", "all_members"].repeat(6)[..11].join(".");
    let text = problem(|conn| PersonMethods::new(conn).all_people().fetch(&*eleven)).await;
    assert!(text.contains("more than 10 references"), "{text}");

    for fetch in ["", "email,,title", "email.title", "all_insts.", "e mail"] {
        let text = problem(|conn| InstitutionMethods::new(conn).get_members("UIS").fetch(fetch)).await;
        assert!(text.contains("the parameter `fetch` cannot be sent"), "{text}");
    }
}

#[tokio::test]
async fn list_item_with_a_comma_is_refused() {
    let text = problem(|conn| PersonMethods::new(conn).search("smith").attributes(["surname", "a,b"])).await;
    assert_eq!(
        text,
        "GET /api/v1/person/search: the parameter `attributes` cannot be sent: `a,b` contains a comma, which \
         separates list items"
    );
    let text =
        problem(|conn| PersonMethods::new(conn).get_attributes("crsid", "spqr1", ["email,title"])).await;
    assert!(text.contains("`attrs` cannot be sent: `email,title` contains a comma"), "{text}");
    let text = problem(|conn| PersonMethods::new(conn).list_people(["spqr1", "usn/1,2"])).await;
    assert!(text.contains("`crsids` cannot be sent: `usn/1,2` is not an identifier"), "{text}");
    let text = problem(|conn| GroupMethods::new(conn).list_groups(["000123", "a,b"])).await;
    assert!(text.contains("`groupids` cannot be sent: `a,b` is not a groupid"), "{text}");
    let text = problem(|conn| InstitutionMethods::new(conn).modified_insts(1, 2).instids(["A,B"])).await;
    assert!(text.contains("`instids` cannot be sent: `A,B` is not an instid"), "{text}");
    let remove = ["all-members", "a,b"];
    let text =
        problem(|conn| GroupMethods::new(conn).update_direct_members("000123").remove_ids(remove)).await;
    assert!(text.contains("`removeIds` cannot be sent: `a,b` is not an identifier"), "{text}");
}

#[tokio::test]
async fn empty_list_item_is_refused() {
    let text = problem(|conn| PersonMethods::new(conn).search("smith").attributes(["surname", ""])).await;
    assert!(text.contains("`attributes` cannot be sent: a list item is empty"), "{text}");
    let text = problem(|conn| GroupMethods::new(conn).update_direct_members("000123").add_ids([""])).await;
    assert!(text.contains("`addIds` cannot be sent: `` is not an identifier"), "{text}");
    let text = problem(|conn| PersonMethods::new(conn).list_people(["usn/"])).await;
    assert!(text.contains("`crsids` cannot be sent: `usn/` is not an identifier"), "{text}");
}

#[tokio::test]
async fn first_of_several_mistakes_is_reported_and_nothing_is_sent() {
    let text = problem(|conn| {
        PersonMethods::new(conn).get_person("crsid", "spqr1").fetch("email.title").fetch("all_grupos.")
    });
    assert!(text.await.contains("`fetch` cannot be sent"));
}

#[tokio::test]
async fn call_with_a_missing_path_parameter_is_refused() {
    let person = || Call::new(Method::Get, "/api/v1/person/%(scheme)s/%(identifier)s");
    assert_eq!(
        call_problem(person().path_params(Params::new().with("scheme", "crsid"))).await,
        "GET /api/v1/person/%(scheme)s/%(identifier)s: the parameter `identifier` cannot be sent: \
         `/api/v1/person/%(scheme)s/%(identifier)s` requires it, but it has no value"
    );
    let absent = Params::new().with("scheme", "crsid").with("identifier", None::<&str>);
    assert!(call_problem(person().path_params(absent)).await.contains("`identifier` cannot be sent"));
    let misplaced = person()
        .path_params(Params::new().with("scheme", "crsid"))
        .query_params(Params::new().with("identifier", "spqr1"));
    assert!(call_problem(misplaced).await.contains("`identifier` cannot be sent"));
}

#[tokio::test]
async fn call_with_an_extra_path_parameter_is_refused() {
    let call = Call::new(Method::Get, "/api/v1/inst/%(instid)s")
        .path_params(Params::new().with("instid", "UIS").with("identifier", "spqr1"));
    assert_eq!(
        call_problem(call).await,
        "GET /api/v1/inst/%(instid)s: the parameter `identifier` cannot be sent: `/api/v1/inst/%(instid)s` has \
         no `%(identifier)s`"
    );
}

#[tokio::test]
async fn call_with_an_invalid_template_is_refused() {
    for (path, problem) in [
        ("/api/v1/%(a)d/b", "`%(a)d` is not supported: write `%(name)s`, or `%%` for a percent sign"),
        ("/api/v1/%s", "`%s` is not supported"),
        ("/api/v1/%()s", "`%()s` is not supported"),
        ("/api/v1/100%", "`%` is not supported"),
        ("/api/v1/a%20b", "`%20b` is not supported"),
        ("/api/v1/%(a", "`%(a` is not terminated: a specifier is written `%(name)s`"),
        ("/api/v1/%(a)", "`%(a)` is not terminated"),
    ] {
        let call = Call::new(Method::Get, path).path_params(Params::new().with("a", 1));
        let text = call_problem(call).await;
        assert!(text.starts_with(&format!("GET {path}: ")), "{text}");
        assert!(text.contains(problem), "{path}: {text}");
    }
}

#[tokio::test]
async fn call_with_parameters_that_form_a_dot_segment_is_refused() {
    let params = || Params::new().with("a", ".").with("b", "x");
    for path in ["/api/v1/%(a)s/%(b)s", "/api/v1/%(b)s/%(a)s.", "/api/v1/%(a)s%(a)s/%(b)s"] {
        let text = call_problem(Call::new(Method::Get, path).path_params(params())).await;
        assert!(text.contains("`a` cannot be sent: `.` is not allowed as a path segment"), "{path}: {text}");
    }
}

#[tokio::test]
async fn form_on_get_or_delete_is_refused() {
    for method in [Method::Get, Method::Delete] {
        let call =
            Call::new(method, "/api/v1/inst/UIS").form_params(Params::new().with("commitComment", "why"));
        assert_eq!(
            call_problem(call).await,
            format!(
                "{method} /api/v1/inst/UIS: the parameter `commitComment` cannot be sent: a {method} \
                 request has no form: make it a query parameter"
            )
        );
    }
}

#[tokio::test]
async fn lists_in_the_query_and_form_of_a_call_are_checked() {
    let get =
        Call::new(Method::Get, "/api/v1/person/list").query_params(Params::new().with("crsids", ["a,b"]));
    assert!(call_problem(get).await.contains("`crsids` cannot be sent: `a,b` contains a comma"));
    let put = Call::new(Method::Put, "/api/v1/group/1/direct-members")
        .form_params(Params::new().with("addIds", vec!["aa100", "b,c"]));
    assert!(call_problem(put).await.contains("`addIds` cannot be sent: `b,c` contains a comma"));
}

#[tokio::test]
async fn invalid_name_is_refused_and_the_old_one_kept() {
    let socket = Socket::idle().await;
    let conn = socket.connection();
    conn.set_credentials(Credentials::group("botolph-editors", "pass word:é%")).unwrap();
    for name in ["a:b", "a\nb", "a\u{0}", "\r\nx-evil: 1", "\u{85}"] {
        let error = refused(conn.set_username(name));
        assert!(matches!(error, Error::Configuration { setting: "username", .. }), "{error:?}");
        assert!(
            error.to_string().contains("username: it must not contain a colon or a control character"),
            "{error}"
        );
        refused(conn.set_credentials(Credentials::group(name, "secret")));
        let builder = IbisClientConnection::builder().base_url(socket.url());
        refused(builder.credentials(Credentials::group(name, "secret")).build());
    }
    for password in ["a\nb", "\u{0}", "\u{7f}"] {
        let error = refused(conn.set_password(password));
        assert!(matches!(error, Error::Configuration { setting: "password", .. }), "{error:?}");
        assert!(error.to_string().contains("password: it must not contain a control character"), "{error}");
        refused(conn.set_credentials(Credentials::group("someone", password)));
    }
    socket.assert_untouched().await;

    PersonMethods::new(&conn).get_person("crsid", "spqr1").await.unwrap();
    let request = socket.requests().pop().unwrap();
    assert_eq!(request.header("authorization"), Some("Basic Ym90b2xwaC1lZGl0b3JzOnBhc3Mgd29yZDrDqSU="));
}

#[tokio::test]
async fn refusal_of_a_name_or_password_does_not_show_it() {
    let conn = Socket::idle().await.connection();
    for error in [refused(conn.set_username("sesame:1")), refused(conn.set_password("sesame\n"))] {
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
    }
}

#[test]
fn invalid_base_url_is_refused_with_the_setting() {
    for (url, problem) in [
        ("lookup", "invalid URL"),
        ("ftp://botolph.example/", "`https://` or `http://`"),
        ("https://me@botolph.example/", "use `credentials`"),
        ("https://botolph.example/?flatten=false", "not have a query or a fragment"),
        ("https://botolph.example/#api", "not have a query or a fragment"),
    ] {
        let error = refused(IbisClientConnection::builder().base_url(url).build());
        assert!(error.to_string().starts_with("base_url: "), "{error}");
        assert!(error.to_string().contains(problem), "{error}");
    }
    for host in ["", "botolph.example/ibis", "me@botolph.example", "two words"] {
        let error = refused(IbisClientConnection::new(host, 443, "", true));
        assert!(error.to_string().starts_with("host: "), "{error}");
    }
}

#[test]
fn invalid_application_name_is_refused() {
    let error = refused(IbisClientConnection::builder().user_agent("my\napp").build());
    assert!(error.to_string().starts_with("user_agent: "), "{error}");
}

#[test]
fn any_value_of_an_open_enum_is_accepted() {
    assert_eq!(Visibility::from("friends").as_str(), "friends");
}

#[tokio::test]
async fn call_with_a_dot_segment_in_its_template_is_refused() {
    for path in ["/api/v1/../admin", "/api/v1/./version", "api/v1/person/.."] {
        let text = call_problem(Call::new(Method::Get, path)).await;
        assert!(text.contains("is not allowed as a path segment"), "{path}: {text}");
    }
}

#[tokio::test]
async fn attribute_without_a_scheme_is_refused() {
    let attribute = ibis_client::AttributeRecord::new("").with_value("x");
    let text = problem(|conn| PersonMethods::new(conn).add_attribute("crsid", "spqr1", attribute)).await;
    assert!(text.contains("`attr` cannot be sent"), "{text}");
}
