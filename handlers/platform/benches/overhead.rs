//! The time that the platform adds to an HTTP invocation: decode, identify the caller, encode. The
//! measured functions do nothing else. Run with `cargo bench -p platform --bench overhead`.

use contracts::{
    Json,
    user_management::{Envelope, GetUser, Login, LoginReply, UserDto},
};
use criterion::{Criterion, criterion_group, criterion_main};
use platform::{
    Request, Result, UserType,
    testing::{invoke, token},
};
use serde_json::{Value, json};
use tokio::runtime::Builder;

async fn log_in(request: Request<Login>) -> Result<Json<Envelope<LoginReply>>> {
    let token = request.content.email_address;
    Ok(Json(Envelope { data: LoginReply { token }, message: String::new() }))
}

async fn get_user(request: Request<GetUser>) -> Result<Json<Envelope<UserDto>>> {
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
        "pathParameters": { "user_id": "u-1" }, "body": body, "isBase64Encoded": false,
    })
    .to_string()
}

fn read(payload: &str) -> Value {
    serde_json::from_str(payload).expect("a request")
}

fn text(response: Result<Value>) -> String {
    response.expect("a response").to_string()
}

fn overhead(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let login = r#"{"email_address":"jane@example.org","password":"secret-7"}"#;
    let login = request("POST /login", "", login);
    criterion.bench_function("a JSON body and no token", |bencher| {
        bencher.iter(|| text(runtime.block_on(invoke::<Login>(read(&login), log_in))));
    });

    let bearer = format!("Bearer {}", runtime.block_on(token("u-1", UserType::Standard)));
    let user = request("GET /user/{user_id}", &bearer, "");
    criterion.bench_function("a token and no body", |bencher| {
        bencher.iter(|| text(runtime.block_on(invoke::<GetUser>(read(&user), get_user))));
    });
}

criterion_group!(benches, overhead);
criterion_main!(benches);
