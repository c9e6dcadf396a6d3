//! The mock server as a program: `mock [PORT]`. It prints one line when it is ready, and serves until it is stopped.

#[allow(clippy::print_stdout, reason = "it is a program")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse())?;
    let mock = feishu_openapi::mock::start_on(port)?;
    println!("{} is ready: {} endpoints", mock.base_url(), feishu_openapi::mock::routes().len());
    mock.wait();
    Ok(())
}
