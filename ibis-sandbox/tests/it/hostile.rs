use std::time::Duration;

use ibis_sandbox::Sandbox;

use crate::support::{Client, Outcome};

#[tokio::test]
async fn invalid_requests_get_an_error_document() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let long = format!("/api/v1/person/list?crsids={}", "spqr1,".repeat(2000));
    let cases: &[(&str, &str, u16)] = &[
        ("GET", "/", 404),
        ("GET", "/api/v1", 404),
        ("GET", "/api/v1/", 404),
        ("GET", "/api/v1/person//spqr1", 404),
        ("GET", "/api/v1/person/crsid/spqr1/", 404),
        ("GET", "/api/v1/person/crsid/%ff%fe", 400),
        ("GET", "/api/v1/version?x=%ff", 400),
        ("GET", "/api/v1/version?x=%zz", 400),
        ("GET", "/api/v1/version?%", 400),
        ("GET", "/api/v1/person/search?query=%ed%a0%80", 400),
        ("POST", "/api/v1/version", 405),
        ("PATCH", "/api/v1/person/crsid/spqr1", 405),
        ("BREW", "/api/v1/version", 405),
        ("GET", "/api/v1/../../etc/passwd", 404),
        ("GET", &long, 414),
    ];
    for (method, target, status) in cases {
        let response = Client::of(&sandbox).await?.send(method, target, &[], b"").await?;
        let shown: String = target.chars().take(60).collect();
        assert_eq!(response.status, *status, "{method} {shown}");
        response.error_message()?;
    }
    Ok(())
}

#[tokio::test]
async fn unusual_values_are_accepted() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for target in [
        "/api/v1/person/crsid/%00",
        "/api/v1/person/crsid/%2F..%2F..",
        "/api/v1/person/crsid/%25%28x%29s",
        "/api/v1/person/%F0%9D%94%98/%2F?fetch=",
        "/api/v1/person/list?crsids=,,,%2C",
        "/api/v1/person/list?crsids=a%2Fb%2Fc",
        "/api/v1/person/search?query=%00%01%02",
        "/api/v1/person/search?query=",
        "/api/v1/version?&&=&===",
        "/api/v1/group/modified-groups?minTxId=-9223372036854775808&maxTxId=9223372036854775807",
        "/api/v1/person/search?query=a&limit=2147483647&offset=2147483647",
        "/api/v1/person/all-people?identifier=%F4%8F%BF%BF",
    ] {
        assert_eq!(client.get(target).await?.status, 200, "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn malformed_http_gets_an_error_document() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let many = "X-Many: x\r\n".repeat(200);
    for (request, status) in [
        ("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400),
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: minus\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\r\n{many}\r\n"), 431),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)), 414),
    ] {
        let response = Client::at(sandbox.address()).await?.raw(request.as_bytes()).await?;
        let shown: String = request.chars().take(60).collect();
        assert_eq!(response.status, status, "{shown:?}");
        response.error_message()?;
    }
    let mut second = Client::of(&sandbox).await?;
    assert_eq!(second.get("/api/v1/version").await?.status, 200);
    let response = second.raw(b"GET nonsense\r\n\r\n").await?;
    assert_eq!(response.status, 400, "after a good request on the same connection");
    response.error_message()?;
    Ok(())
}

#[tokio::test]
async fn bodies_that_are_not_forms_are_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let members = "/api/v1/group/100019/direct-members";
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    for (header, body, status) in [
        (("Content-Type", "application/json"), &b"{}"[..], 415),
        (("Content-Type", "\u{fc}"), b"addIds=spqr1", 415),
        (("X-None", "x"), b"addIds=spqr1", 415),
        (form, b"addIds=%zz", 400),
        (form, b"addIds=%ff", 400),
        (form, b"addIds=\xff", 400),
        (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), b"addIds=spqr1", 200),
    ] {
        let response = Client::editor(&sandbox).await?.send("PUT", members, &[header], body).await?;
        assert_eq!(response.status, status, "{header:?} {body:?}");
    }
    let huge = vec![b'a'; 9 << 20];
    // The response may arrive before everything is sent; then the connection is closed.
    match Client::editor(&sandbox).await?.send("PUT", members, &[form], &huge).await {
        Ok(response) => assert_eq!(response.status, 413),
        Err(error) => assert!(error.is::<std::io::Error>(), "{error}"),
    }
    Ok(())
}

#[tokio::test]
async fn malformed_authorization_is_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    for header in [
        "Basic",
        "Basic !!!",
        "Basic bm8tY29sb24=",
        "Basic /w==",
        "Digest x",
        "Bearer x",
        "",
        "Basic OnBhc3M=x",
    ] {
        let response =
            Client::of(&sandbox).await?.with("Authorization", header).get("/api/v1/version").await?;
        assert_eq!(response.status, 401, "{header:?}");
        response.error_message()?;
    }
    Ok(())
}

#[tokio::test]
async fn longest_patience_does_not_overflow() -> Outcome {
    let sandbox = Sandbox::builder().patience(Duration::MAX).start().await?;
    assert_eq!(Client::of(&sandbox).await?.get("/api/v1/version").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn slow_requests_time_out() -> Outcome {
    let sandbox = Sandbox::builder().patience(Duration::from_millis(50)).start().await?;
    let mut slow_body = Client::at(sandbox.address()).await?;
    let head = "PUT /api/v1/group/100019/direct-members HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nadd";
    let response = slow_body.raw(head.as_bytes()).await?;
    assert_eq!(response.status, 408);
    response.error_message()?;
    let mut slow_head = Client::at(sandbox.address()).await?;
    slow_head.write(b"GET / HTTP/1.1\r\nHo").await?;
    match slow_head.read().await {
        Ok(response) => assert_eq!(response.status, 408),
        Err(error) => assert!(error.to_string().contains("no status line"), "{error}"),
    }
    assert_eq!(Client::of(&sandbox).await?.get("/api/v1/version").await?.status, 200);
    Ok(())
}
