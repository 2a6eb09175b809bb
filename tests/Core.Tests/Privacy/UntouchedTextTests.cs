using LlmMonitor.Core.Privacy;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

/// <summary>What has to stay: checks read dates and amounts later, and people read the rest.</summary>
public class UntouchedTextTests
{
    [Theory]
    [InlineData("2026-11-23")]
    [InlineData("03/04/2026")]
    [InlineData("3/4/26")]
    [InlineData("23.11.2026")]
    [InlineData("04.03.2026 15:30 Uhr")]
    [InlineData("01-02-2026 03-04-2026")]
    [InlineData("2026/01/02 03:04:05.678")]
    [InlineData("2026-11-23T14:05:33.123456Z")]
    [InlineData("20261123T140533")]
    [InlineData("20261123")]
    [InlineData("from 01.02.2026 to 05.06.2026 1234567 rows")]
    [InlineData("due 2026-03-04, paid 2026-03-05")]
    [InlineData("03/04/2026 12")]
    [InlineData("phone bought 2026-11-23")]
    [InlineData("born 01/02/1990 10:30")]
    public void Dates_and_times(string text) => AssertStays(text);

    [Theory]
    [InlineData("$1,234,567.89")]
    [InlineData("1.234.567,89 €")]
    [InlineData("EUR 12 345 678,90")]
    [InlineData("+1,234,567 users")]
    [InlineData("+12.345.678,90 EUR")]
    [InlineData("£4111111111111111")]
    [InlineData("0.4111111111111111")]
    [InlineData("3.14159265358979323846")]
    [InlineData("[0.0123456789, -0.9876543210]")]
    [InlineData("between 100-200 and 2019-2024")]
    [InlineData("12345678901.50")]
    [InlineData("1e-10, 6.02214076e23")]
    [InlineData("78 %, 99.95%")]
    [InlineData("120 340 560 780")]
    [InlineData("total: 1 299 000 Kč")]
    [InlineData("the phone costs 1 299 000 won")]
    public void Amounts_and_measurements(string text) => AssertStays(text);

    [Theory]
    [InlineData("order 1234567890123")]
    [InlineData("order 4111111111111112")] // fails Luhn
    [InlineData("order 9111111111111111")] // no issuer's range
    [InlineData("Amazon 123-4567890-1234567")]
    [InlineData("invoice 2024-000123")]
    [InlineData("ISBN 978-3-16-148410-0")]
    [InlineData("ISBN 9783161484100")]
    [InlineData("EAN 4006381333931")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("192.168.100.200:8080")]
    [InlineData("2001:0db8:85a3:0000:0000:8a2e:0370:7334")]
    [InlineData("version 10.0.26100.4652")]
    [InlineData("sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("timestamp 1767225600000000")]
    [InlineData("ZIP 90210-1234")]
    [InlineData("000-12-3456, 666-12-3456, 900-12-3456")] // never issued
    [InlineData("ticket 123456789")]
    [InlineData("#0123 456 7890")]
    [InlineData("line 42:17")]
    [InlineData("room 555-1234")]
    [InlineData("DE89370400440532013001")] // fails MOD 97
    [InlineData("XX89370400440532013000")]
    [InlineData("12345678A")] // wrong letter
    [InlineData("36574261890")] // wrong check digit
    [InlineData("111.444.777-36")]
    [InlineData("GB123456A, BG123456C")] // prefixes that are never given
    public void Numbers_of_other_kinds(string text) => AssertStays(text);

    [Theory]
    [InlineData("@mention and @scope/package")]
    [InlineData("lodash@4.17.21")]
    [InlineData("user@localhost")]
    [InlineData("a @ b.com")]
    [InlineData("x@.com, @@, x@y")]
    [InlineData("A token is the smallest unit: token: the")]
    [InlineData("max_tokens: 4096, total_tokens=812345678")]
    [InlineData("{\"token\":\"ing\",\"logprob\":-0.25}")]
    [InlineData("Password: must contain at least 8 characters")]
    [InlineData("Password: required!")]
    [InlineData("password = getpass.getpass()")]
    [InlineData("api_key=os.environ[\"API_KEY\"]")]
    [InlineData("api_key = settings.openai_api_key")]
    [InlineData("\"password\": \"<your password>\"")]
    [InlineData("password: ${DB_PASSWORD}")]
    [InlineData("password = \"your_password\"; client_secret = 'YOUR-CLIENT-SECRET-123'")]
    [InlineData("User(name, password=hashed_password)")]
    [InlineData("secret: nobody knows")]
    [InlineData("sk-fading-circle-container-small")]
    [InlineData("/sk-2026-annual-report-final")]
    [InlineData("task-force risk-adjusted desk-1234567890abcdefghijklmn")]
    [InlineData("hf_hub_download(repo_id)")]
    [InlineData("Bearer of bad news")]
    [InlineData("the SKU and the AC adapter")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")] // one part is no token
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----")]
    [InlineData("https://example.com:8080/a@b")]
    [InlineData("key=value; mode: fast")]
    [InlineData("Ünïcödé 🎈 テスト \u0000 \ud800")]
    [InlineData("[email] [phone] [secret:openai] [national_id:us_ssn]")]
    [InlineData("")]
    public void Words_code_and_marks(string text) => AssertStays(text);

    private static void AssertStays(string text) => Assert.Equal(text, Redactor.Redact(text));
}
