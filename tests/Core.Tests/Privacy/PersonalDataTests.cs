using LlmMonitor.Core.Privacy;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

/// <summary>What has to go. The numbers are published examples or test numbers of their issuers; phone numbers lie in ranges kept for fiction.</summary>
public class PersonalDataTests
{
    [Theory]
    [InlineData("Write to anna.smith+test@mail.example.co.uk.", "Write to [email].")]
    [InlineData("<bob@example.com>,carol_99@sub.example.org", "<[email]>,[email]")]
    [InlineData("{\"mail\":\"o'brien@example.ie\"}", "{\"mail\":\"[email]\"}")]
    [InlineData("Grüße an jörg@bücher.example", "Grüße an [email]")]
    [InlineData("mailto:x@example.museum?subject=hi", "mailto:[email]?subject=hi")]
    [InlineData("a@b.example", "[email]")]
    [InlineData("first:\\nanna@example.com", "first:\\[email]")] // in JSON the n of \n could be a letter of the name
    public void E_mail_addresses(string text, string expected) => AssertRedacted(expected, text);

    [Theory]
    [InlineData("+49 30 23125 000")]
    [InlineData("+49 (0)30 23125-000")]
    [InlineData("+493023125000")]
    [InlineData("+1 (202) 555-0143")]
    [InlineData("+1-202-555-0143")]
    [InlineData("+1.202.555.0143")]
    [InlineData("+12025550143")]
    [InlineData("+44 20 7946 0958")]
    [InlineData("+33 1 99 00 12 34")]
    [InlineData("+91 98765 43210")]
    [InlineData("+61 491 570 006")]
    [InlineData("+55 11 91234-5678")]
    [InlineData("+81-3-1234-5678")]
    [InlineData("0049 30 23125000")]
    [InlineData("(202) 555-0143")]
    [InlineData("(202)555-0143")]
    [InlineData("202-555-0143")]
    [InlineData("202.555.0143")]
    [InlineData("1-800-555-0199")]
    [InlineData("030 23125000")]
    [InlineData("030/23125000")]
    [InlineData("0171-9876543")]
    [InlineData("(030) 23125-000")]
    [InlineData("020 7946 0958")]
    [InlineData("07700 900123")]
    [InlineData("01 99 00 12 34")]
    [InlineData("06.39.98.12.34")]
    [InlineData("06-12345678")]
    [InlineData("0491 570 006")]
    public void Phone_numbers(string number)
    {
        AssertRedacted("[phone]", number);
        AssertRedacted("Reach us under [phone], please.", $"Reach us under {number}, please.");
        AssertRedacted("[phone] 2026-11-23", $"{number} 2026-11-23");
        AssertRedacted("{\"p\":\"[phone]\"}", $"{{\"p\":\"{number}\"}}");
        AssertRedacted("line\\n[phone]\\n", $"line\\n{number}\\n");
    }

    [Theory]
    [InlineData("Tel. 23125000", "Tel. [phone]")]
    [InlineData("phone: 5550143", "phone: [phone]")]
    [InlineData("Phone number is 2025550143", "Phone number is [phone]")]
    [InlineData("\"phone_number\": \"4930231250\"", "\"phone_number\": \"[phone]\"")]
    [InlineData("móvil 612 345 678", "móvil [phone]")]
    [InlineData("Handynummer: 01719876543", "Handynummer: [phone]")]
    [InlineData("(call 030 23125000)", "(call [phone])")]
    public void Any_number_after_a_word_that_says_phone(string text, string expected) => AssertRedacted(expected, text);

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("5555 5555 5555 4444")]
    [InlineData("2223003122003222")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("30569309025904")]
    [InlineData("3056 930902 5904")]
    [InlineData("3530111333300000")]
    [InlineData("6759649826438453")]
    public void Card_numbers(string number)
    {
        AssertRedacted("[card]", number);
        AssertRedacted("Paid with [card] 12/27.", $"Paid with {number} 12/27.");
        AssertRedacted("card-[card]", $"card-{number}");
    }

    [Fact]
    public void An_old_card_of_13_digits_after_the_word_card() => AssertRedacted("card number: [card]", "card number: 4222222222222");

    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("de89 3704 0044 0532 0130 00")]
    [InlineData("GB82 WEST 1234 5698 7654 32")]
    [InlineData("NO93 8601 1117 947")]
    [InlineData("FR1420041010050500013M02606")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    [InlineData("CH93 0076 2011 6238 5295 7")]
    public void Bank_accounts(string number)
    {
        AssertRedacted("[iban]", number);
        AssertRedacted("IBAN: [iban], thanks", $"IBAN: {number}, thanks");
    }

    [Theory]
    [InlineData("us_ssn", "219-10-9876")]
    [InlineData("uk_nino", "AB123456C")]
    [InlineData("uk_nino", "AB 12 34 56 C")]
    [InlineData("de_steuer_id", "36574261809")]
    [InlineData("de_steuer_id", "36 574 261 809")]
    [InlineData("de_steuer_id", "86095742719")]
    [InlineData("fr_nir", "295109912611193")]
    [InlineData("fr_nir", "2 95 10 99 126 111 93")]
    [InlineData("es_dni", "54362315K")]
    [InlineData("es_dni", "12345678-Z")]
    [InlineData("es_dni", "X-2482300-W")]
    [InlineData("it_codice_fiscale", "RCCMNL83S18D969H")]
    [InlineData("nl_bsn", "1112.22.333")]
    [InlineData("pl_pesel", "44051401359")]
    [InlineData("se_personnummer", "880320-0016")]
    [InlineData("se_personnummer", "198803200016")]
    [InlineData("fi_hetu", "131052-308T")]
    [InlineData("be_rrn", "85.07.30-033.28")]
    [InlineData("be_rrn", "17073003384")]
    [InlineData("br_cpf", "390.533.447-05")]
    [InlineData("in_aadhaar", "2341 2341 2346")]
    [InlineData("ch_ahv", "756.9217.0769.85")]
    [InlineData("no_fodselsnummer", "151086 95088")]
    [InlineData("cn_resident_id", "360426199101010071")]
    public void National_identity_numbers(string kind, string number)
    {
        AssertRedacted($"[national_id:{kind}]", number);
        AssertRedacted($"His number ([national_id:{kind}]) is on file.", $"His number ({number}) is on file.");
    }

    [Theory]
    [InlineData("SSN: 219109876", "SSN: [national_id:us_ssn]")]
    [InlineData("social security number 219 10 9876", "social security number [national_id:us_ssn]")]
    [InlineData("BSN 111222333", "BSN [national_id:nl_bsn]")]
    [InlineData("NIF: 501964843", "NIF: [national_id:pt_nif]")]
    [InlineData("cpf 39053344705", "cpf [national_id:br_cpf]")]
    [InlineData("SIN 123-456-782", "SIN [national_id:ca_sin]")]
    [InlineData("Aadhaar no. 234123412346", "Aadhaar no. [national_id:in_aadhaar]")]
    public void Numbers_whose_check_is_weak_after_their_word(string text, string expected) => AssertRedacted(expected, text);

    private static void AssertRedacted(string expected, string text)
    {
        Assert.Equal(expected, Redactor.Redact(text));
        Assert.Equal(expected, Redactor.Redact(expected));
    }
}
