using Telephony.Smpp.Receipts;
using Telephony.Smpp.Texts;

namespace Telephony.Smpp.Settings;

/// <summary>How a text too long for one part leaves.</summary>
public enum LongTexts
{
    /// <summary>Cut by us, joined by a user data header. Every centre knows it.</summary>
    Header,

    /// <summary>Cut by us, joined by the sar_ parameters.</summary>
    Sar,

    /// <summary>Whole, as message_payload: the centre cuts.</summary>
    Payload,
}

/// <summary>A carrier's message centre (SMSC) that we bind to as an external short message entity.</summary>
public sealed record SmppOptions
{
    /// <summary>Unique name of the carrier.</summary>
    public required string Carrier { get; init; }

    public required string Host { get; init; }

    public int Port { get; init; } = 2775;

    /// <summary>TLS 1.2 or later, the name in the certificate being <see cref="Host"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of authorities to believe instead of the system's; empty: the system's.</summary>
    public string TlsAuthority { get; init; } = "";

    public string SystemId { get; init; } = "";

    /// <summary>Never in a log.</summary>
    public string Password { get; init; } = "";

    public string SystemType { get; init; } = "";

    /// <summary>submit_sm without answer, at the most (SMPP 3.4 2.7.1 speaks of ten).</summary>
    public int Window { get; init; } = 10;

    /// <summary>submit_sm a second, as the contract allows; 0: no limit of ours.</summary>
    public int PerSecond { get; init; }

    public DefaultAlphabet Alphabet { get; init; } = DefaultAlphabet.Gsm7;

    public LongTexts LongTexts { get; init; } = LongTexts.Header;

    public ReceiptIdForm ReceiptIds { get; init; } = ReceiptIdForm.Same;

    /// <summary>enquire_link after so long without anything from the centre (SMPP 3.4 4.11).</summary>
    public TimeSpan EnquireAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is asked must be answered within this (SMPP 3.4 7.2: response_timer).</summary>
    public TimeSpan ResponseLimit { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before the next connection after the first failure; doubled by each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>All that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        if (Carrier.Length is 0 or > 64) mistakes.Add($"Carrier is \"{Carrier}\": a name of 1 to 64 characters.");
        if (Host.Length == 0) mistakes.Add("Host is missing: name or address of the message centre.");
        if (Port is < 1 or > 65535) mistakes.Add($"Port is {Port}: allowed are 1 to 65535.");
        if (SystemId.Length is 0 or > 15) mistakes.Add($"SystemId has {SystemId.Length} characters: allowed are 1 to 15 (SMPP 3.4 5.2.1).");
        if (Password.Length > 64) mistakes.Add($"Password has {Password.Length} characters: centres take 8, some up to 64.");
        if (SystemType.Length > 12) mistakes.Add($"SystemType has {SystemType.Length} characters: at most 12.");
        if (Window is < 1 or > 1000) mistakes.Add($"Window is {Window}: allowed are 1 to 1000.");
        if (PerSecond is < 0 or > 100_000) mistakes.Add($"PerSecond is {PerSecond}: allowed are 0 (no limit) to 100000.");
        if (EnquireAfter < TimeSpan.FromSeconds(1)) mistakes.Add("EnquireAfter is less than a second.");
        if (ResponseLimit < TimeSpan.FromSeconds(1)) mistakes.Add("ResponseLimit is less than a second.");
        if (FirstRetry <= TimeSpan.Zero || LongestRetry < FirstRetry) mistakes.Add("FirstRetry must be more than nothing and at most LongestRetry.");
        if (TlsAuthority.Length > 0 && !File.Exists(TlsAuthority)) mistakes.Add($"TlsAuthority names {TlsAuthority}, which is not there.");
        return mistakes;
    }
}
