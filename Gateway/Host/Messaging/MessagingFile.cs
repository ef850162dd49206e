using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.SipTrunk.Messages;
using Telephony.Smpp.Receipts;
using Telephony.Smpp.Settings;
using Telephony.Smpp.Texts;
using Telephony.Twilio.Settings;

namespace Telephony.Host.Messaging;

/// <summary>The file of carriers and senders of messages, as written; see docs/messaging.md. Unknown fields are mistakes. Setters, since init-only properties that are not written would lose their defaults.</summary>
internal sealed record MessagingFile
{
    public IReadOnlyList<CarrierEntry> Carriers { get; set; } = [];

    public IReadOnlyList<RouteEntry> Routes { get; set; } = [];

    public IReadOnlyList<SenderEntry> Senders { get; set; } = [];

    public OptOutEntry OptOut { get; set; } = new();
}

internal sealed record CarrierEntry
{
    public string Name { get; set; } = "";

    /// <summary>What becomes of a message whose outcome is unknown: <c>atMostOnce</c> shows it, <c>atLeastOnce</c> sends it again.</summary>
    public string InDoubt { get; set; } = "atMostOnce";

    public SmppEntry? Smpp { get; set; }

    public TwilioEntry? Twilio { get; set; }

    public SipEntry? Sip { get; set; }
}

internal sealed record SipEntry
{
    public string Trunk { get; set; } = "";

    public int LargestText { get; set; } = SipMessageOptions.UsualText;

    public int Window { get; set; } = 20;

    public double AnswerSeconds { get; set; } = 32;

    public SipMessageOptions ToOptions(string carrier) => new() { Carrier = carrier, Trunk = Trunk, LargestText = LargestText, Window = Window, AnswerLimit = TimeSpan.FromSeconds(AnswerSeconds) };
}

internal sealed record TwilioEntry
{
    public string AccountSid { get; set; } = "";

    public string AuthToken { get; set; } = "";

    public string ApiKey { get; set; } = "";

    public string ApiKeySecret { get; set; } = "";

    public string MessagingService { get; set; } = "";

    public bool SellsNumbers { get; set; }

    public string Trunk { get; set; } = "";

    public string Address { get; set; } = "";

    public string Bundle { get; set; } = "";

    public Uri? PublicUrl { get; set; }

    public Uri? BaseAddress { get; set; }

    public bool AnswersOptOuts { get; set; } = true;

    public int Window { get; set; } = 20;

    public double AnswerSeconds { get; set; } = 15;

    public TwilioOptions ToOptions(string carrier) => new()
    {
        Carrier = carrier, AccountSid = AccountSid, AuthToken = AuthToken, ApiKey = ApiKey, ApiKeySecret = ApiKeySecret, MessagingService = MessagingService, PublicUrl = PublicUrl, BaseAddress = BaseAddress,
        SellsNumbers = SellsNumbers, Trunk = Trunk, Address = Address, Bundle = Bundle, AnswersOptOuts = AnswersOptOuts, Window = Window, AnswerLimit = TimeSpan.FromSeconds(AnswerSeconds),
    };
}

internal sealed record SmppEntry
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 2775;

    public bool Tls { get; set; }

    public string TlsAuthority { get; set; } = "";

    public string SystemId { get; set; } = "";

    public string Password { get; set; } = "";

    public string SystemType { get; set; } = "";

    public int Window { get; set; } = 10;

    public int PerSecond { get; set; }

    public DefaultAlphabet Alphabet { get; set; } = DefaultAlphabet.Gsm7;

    public LongTexts LongTexts { get; set; } = LongTexts.Header;

    public ReceiptIdForm ReceiptIds { get; set; } = ReceiptIdForm.Same;

    public double EnquireSeconds { get; set; } = 30;

    public double ResponseSeconds { get; set; } = 20;

    public SmppOptions ToOptions(string carrier) => new()
    {
        Carrier = carrier, Host = Host, Port = Port, Tls = Tls, TlsAuthority = TlsAuthority, SystemId = SystemId, Password = Password, SystemType = SystemType, Window = Window, PerSecond = PerSecond, Alphabet = Alphabet,
        LongTexts = LongTexts, ReceiptIds = ReceiptIds, EnquireAfter = TimeSpan.FromSeconds(EnquireSeconds), ResponseLimit = TimeSpan.FromSeconds(ResponseSeconds),
    };
}

internal sealed record RouteEntry
{
    public string Prefix { get; set; } = "";

    public IReadOnlyList<string> Carriers { get; set; } = [];

    public double PerSecond { get; set; }
}

internal sealed record SenderEntry
{
    public string Sender { get; set; } = "";

    public string Resource { get; set; } = "default";

    public IReadOnlyList<string> Carriers { get; set; } = [];

    public double PerSecond { get; set; }
}

internal sealed record OptOutEntry
{
    public IReadOnlyList<string> Stop { get; set; } = [];

    public IReadOnlyList<string> Start { get; set; } = [];

    public IReadOnlyList<string> Help { get; set; } = [];

    public string? StopReply { get; set; }

    public string? StartReply { get; set; }

    public string? HelpReply { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MessagingFile))]
internal sealed partial class MessagingJson : JsonSerializerContext;
