namespace LlmMonitor.Core.Privacy.Recognisers.NationalIds;

/// <summary>
/// National identity numbers. One with a strong check stands for itself; a bare number that chance would often make valid needs its word before it.
/// </summary>
internal static class NationalIdKinds
{
    public static readonly NumberKind[] All =
    [
        Of("us_ssn", IdChecks.UsSsn, ["ddd-dd-dddd"]),
        Of("us_ssn", IdChecks.UsSsn, ["ddd dd dddd", "ddddddddd"], ["ssn", "security", "socialsecuritynumber"]),
        Of("uk_nino", IdChecks.UkNino, ["AAddddddA", "AA dd dd dd A", "AA dddddd A"]),
        Of("de_steuer_id", IdChecks.DeSteuerId, ["ddddddddddd", "dd ddd ddd ddd"]),
        Of("fr_nir", IdChecks.FrNir, ["ddddddddddddddd", "d dd dd dd ddd ddd dd", "ddddddddddddd dd"]),
        Of("es_dni", IdChecks.EsDni, ["ddddddddA", "dddddddd-A", "AdddddddA", "A-ddddddd-A", "Addddddd-A"]),
        Of("it_codice_fiscale", IdChecks.ItCodiceFiscale, ["AAAAAAddAddAdddA"]),
        Of("nl_bsn", IdChecks.NlBsn, ["dddd.dd.ddd"]),
        Of("nl_bsn", IdChecks.NlBsn, ["ddddddddd"], ["bsn", "burgerservicenummer", "sofinummer"]),
        Of("pl_pesel", IdChecks.PlPesel, ["ddddddddddd"]),
        Of("se_personnummer", IdChecks.SePersonnummer, ["dddddd-dddd", "dddddd+dddd", "dddddddd-dddd", "dddddddddddd"]),
        Of("se_personnummer", IdChecks.SePersonnummer, ["dddddddddd"], ["personnummer", "personnr"]),
        Of("fi_hetu", IdChecks.FiHetu, ["dddddd-dddx", "dddddd+dddx", "ddddddAdddx"]),
        Of("be_rrn", IdChecks.BeRrn, ["dd.dd.dd-ddd.dd", "ddddddddddd"]),
        Of("pt_nif", IdChecks.PtNif, ["ddddddddd", "ddd ddd ddd"], ["nif", "contribuinte", "nipc"]),
        Of("br_cpf", IdChecks.BrCpf, ["ddd.ddd.ddd-dd"]),
        Of("br_cpf", IdChecks.BrCpf, ["ddddddddddd"], ["cpf"]),
        Of("in_aadhaar", IdChecks.InAadhaar, ["dddd dddd dddd", "dddd-dddd-dddd"]),
        Of("in_aadhaar", IdChecks.InAadhaar, ["dddddddddddd"], ["aadhaar", "aadhar", "uid"]),
        Of("ch_ahv", IdChecks.ChAhv, ["ddd.dddd.dddd.dd", "ddddddddddddd"]),
        Of("no_fodselsnummer", IdChecks.NoFodselsnummer, ["ddddddddddd", "dddddd ddddd"]),
        Of("ca_sin", IdChecks.CaSin, ["ddd-ddd-ddd", "ddd ddd ddd", "ddddddddd"], ["sin", "insurance"]),
        Of("cn_resident_id", IdChecks.CnResidentId, ["dddddddddddddddddx"]),
    ];

    public static IEnumerable<string> Marks => All.Select(kind => kind.Mark);

    private static NumberKind Of(string name, CheckRule rule, string[] layouts, string[]? words = null) =>
        new($"[national_id:{name}]", layouts, rule, words);
}
