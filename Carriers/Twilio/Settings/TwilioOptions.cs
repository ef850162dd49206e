namespace Telephony.Twilio.Settings;

/// <summary>An account at Twilio, and how it reaches us.</summary>
public sealed record TwilioOptions
{
    /// <summary>Unique name of the carrier; a part of the URLs that Twilio calls.</summary>
    public required string Carrier { get; init; }

    /// <summary>"AC" and 32 hexadecimal digits.</summary>
    public required string AccountSid { get; init; }

    /// <summary>Signs what Twilio sends to us; and lets us in, unless there is a key. Never in a log.</summary>
    public string AuthToken { get; init; } = "";

    /// <summary>"SK…" with <see cref="ApiKeySecret"/>: what we log in with instead of the token; can be taken back alone.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Never in a log.</summary>
    public string ApiKeySecret { get; init; } = "";

    /// <summary>"MG…": messages leave by this messaging service (its sender pool, registration, fallbacks); empty: by their sender alone.</summary>
    public string MessagingService { get; init; } = "";

    /// <summary>What the world calls our HTTP port by, with the path of a proxy in front; null: Twilio cannot reach us, and neither reports nor messages come.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Instead of Twilio's own hosts: a mock, a proxy. Null: <c>https://api.twilio.com</c> and its kin.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>Twilio answers STOP, START and HELP itself, as its numbers do unless told otherwise: we keep the list and say nothing.</summary>
    public bool AnswersOptOuts { get; init; } = true;

    /// <summary>Numbers are searched, bought and given back at this account: it costs money. False: it carries messages alone.</summary>
    public bool SellsNumbers { get; init; }

    /// <summary>"TK…": numbers that are bought go to this Elastic SIP trunk, so that their calls come to us; empty: their calls go nowhere.</summary>
    public string Trunk { get; init; } = "";

    /// <summary>"AD…" and "BU…": for countries that want an address, or papers, of who buys a number.</summary>
    public string Address { get; init; } = "";

    public string Bundle { get; init; } = "";

    /// <summary>Requests for messages without an answer, at the most.</summary>
    public int Window { get; init; } = 20;

    /// <summary>How long an answer may take; what was sent and not answered by then is unknown.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where Twilio brings a message from the network. With the fragment it tries again when we cannot store it (its "connection overrides": five times, whatever failed).</summary>
    public Uri? MessageUrl => Hook("message", "");

    /// <summary>Where Twilio reports what became of a message of ours.</summary>
    public Uri? StatusUrl(string query) => Hook("status", query);

    /// <summary>All that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        if (Carrier.Length is 0 or > 64 || !Carrier.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) mistakes.Add($"Carrier is \"{Carrier}\": a name of 1 to 64 letters, digits, '-' and '_' (it is in URLs).");
        if (!IsSid(AccountSid, "AC")) mistakes.Add("AccountSid must be \"AC\" and 32 hexadecimal digits, as the console shows it.");
        if (AuthToken.Length == 0 && (ApiKey.Length == 0 || PublicUrl is not null)) mistakes.Add("AuthToken is missing: it is needed to log in without ApiKey, and with PublicUrl to know what comes from Twilio.");
        if (ApiKey.Length > 0 && !IsSid(ApiKey, "SK")) mistakes.Add("ApiKey must be \"SK\" and 32 hexadecimal digits.");
        if (ApiKey.Length > 0 != ApiKeySecret.Length > 0) mistakes.Add("ApiKey and ApiKeySecret go together.");
        if (MessagingService.Length > 0 && !IsSid(MessagingService, "MG")) mistakes.Add("MessagingService must be \"MG\" and 32 hexadecimal digits.");
        if (Trunk.Length > 0 && !IsSid(Trunk, "TK")) mistakes.Add("Trunk must be \"TK\" and 32 hexadecimal digits.");
        if (Address.Length > 0 && !IsSid(Address, "AD")) mistakes.Add("Address must be \"AD\" and 32 hexadecimal digits.");
        if (Bundle.Length > 0 && !IsSid(Bundle, "BU")) mistakes.Add("Bundle must be \"BU\" and 32 hexadecimal digits.");
        if (PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || url.Query.Length > 0 || url.Fragment.Length > 0)) mistakes.Add($"PublicUrl is \"{url}\": an https URL without query, such as https://sms.example.net.");
        if (BaseAddress is { } at && (!at.IsAbsoluteUri || (at.Scheme != "https" && !at.IsLoopback))) mistakes.Add($"BaseAddress is \"{at}\": an https URL (http only on this machine).");
        if (Window is < 1 or > 1000) mistakes.Add($"Window is {Window}: allowed are 1 to 1000.");
        if (AnswerLimit < TimeSpan.FromSeconds(1)) mistakes.Add("AnswerLimit is less than a second.");
        return mistakes;
    }

    private Uri? Hook(string what, string query) =>
        PublicUrl is null ? null : new Uri($"{PublicUrl.AbsoluteUri.TrimEnd('/')}/carriers/{Carrier}/{what}{(query.Length > 0 ? "?" : "")}{query}#rc=5&rp=all");

    private static bool IsSid(string text, string kind) => text.Length == 34 && text.StartsWith(kind, StringComparison.Ordinal) && text[2..].All(char.IsAsciiHexDigit);
}
