//! What the platform adds to an HTTP invocation: decode, check the caller, encode. The functions
//! measured do nothing themselves. Run with `cargo bench -p platform --bench overhead`.

use contracts::{
    Json,
    user_management::{Envelope, GetUser, Login, LoginReply, LoginRequest, UserDto},
};
use criterion::{Criterion, criterion_group, criterion_main};
use platform::{
    Authority, Caller, Claims, Request, Result, UserType,
    testing::{invoke, invoke_secured},
};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

async fn log_in(request: Request<LoginRequest>) -> Result<Json<Envelope<LoginReply>>> {
    let token = request.content.email_address;
    Ok(Json(Envelope { data: LoginReply { token }, message: String::new() }))
}

async fn get_user(request: Request<(), Caller>) -> Result<Json<Envelope<UserDto>>> {
    let user = UserDto {
        user_id: request.caller.user_id,
        first_name: "Jane".to_owned(),
        last_name: "Doe".to_owned(),
        email_address: "jane@example.org".to_owned(),
        order_count: 3,
    };
    Ok(Json(Envelope { data: user, message: String::new() }))
}

/// A request as API Gateway sends it, with what browsers add.
fn request(route: &str, authorization: &str, body: &str) -> String {
    json!({
        "version": "2.0", "routeKey": route, "rawPath": "/path", "rawQueryString": "",
        "headers": {
            "accept": "*/*", "accept-encoding": "gzip, deflate, br", "accept-language": "en",
            "authorization": authorization, "content-type": "application/json",
            "host": "id.execute-api.eu-west-1.amazonaws.com", "origin": "https://shop.example",
            "user-agent": "Mozilla/5.0", "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793",
            "x-forwarded-for": "203.0.113.7", "x-forwarded-port": "443", "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "1", "apiId": "id", "domainName": "id", "requestId": "r", "stage": "$default",
            "http": { "method": "POST", "path": "/path", "protocol": "HTTP/1.1" },
        },
        "pathParameters": { "userId": "u-1" }, "body": body, "isBase64Encoded": false,
    })
    .to_string()
}

fn token(runtime: &Runtime, authority: &Authority) -> String {
    let claims = Claims {
        sub: "u-1".to_owned(),
        user_type: UserType::Standard,
        iat: 0,
        exp: 32_503_680_000,
        scope: None,
        client_id: None,
        jti: None,
    };
    runtime.block_on(authority.sign(&claims)).expect("a token")
}

fn read(payload: &str) -> Value {
    serde_json::from_str(payload).expect("a request")
}

fn answers(answer: Result<Value>) -> String {
    answer.expect("an answer").to_string()
}

fn overhead(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let login = r#"{"email_address":"jane@example.org","password":"secret-7"}"#;
    let login = request("POST /login", "", login);
    criterion.bench_function("a JSON body for everybody", |bencher| {
        bencher.iter(|| answers(runtime.block_on(invoke::<Login>(read(&login), log_in))));
    });

    let authority = Authority::fixed("a secret of at least thirty-two bytes");
    let bearer = format!("Bearer {}", token(&runtime, &authority));
    let user = request("GET /user/{userId}", &bearer, "");
    criterion.bench_function("a token and no body", |bencher| {
        bencher.iter(|| {
            let answer = invoke_secured::<GetUser>(read(&user), &authority, get_user);
            answers(runtime.block_on(answer))
        });
    });
}

criterion_group!(benches, overhead);
criterion_main!(benches);
