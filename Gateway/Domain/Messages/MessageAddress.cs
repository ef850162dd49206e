using Telephony.Domain.Addresses;

namespace Telephony.Domain.Messages;

/// <summary>How a message names its sender or recipient.</summary>
public enum MessageAddressKind : byte
{
    /// <summary>"+" and digits.</summary>
    E164 = 1,

    /// <summary>3 to 8 digits that a country's carriers agreed on; the first may be 0.</summary>
    ShortCode = 2,

    /// <summary>1 to 11 characters of the GSM alphabet's letters and digits, at least one of them a letter (3GPP TS 23.040 9.1.2.5). Cannot be answered.</summary>
    Alphanumeric = 3,
}

/// <summary>Sender or recipient of a message: a number, a short code or a name. The default value is nobody.</summary>
public readonly record struct MessageAddress
{
    public const int LongestName = 11;
    public const int FewestCodeDigits = 3;
    public const int MostCodeDigits = 8;

    private readonly string? _text;

    private MessageAddress(MessageAddressKind kind, string text) => (Kind, _text) = (kind, text);

    public MessageAddressKind Kind { get; }

    /// <summary>As the API and the carrier write it: "+14255550123", "12345", "Contoso".</summary>
    public string Text => _text ?? "";

    public bool IsNone => Kind == 0;

    /// <summary>The E.164 number; no number for the other kinds.</summary>
    public PhoneNumber Number => Kind == MessageAddressKind.E164 ? PhoneNumber.Parse(Text) : default;      // was parsed when it was made

    public static MessageAddress Of(PhoneNumber number) => new(MessageAddressKind.E164, number.ToString());

    /// <summary>Reads any of the three forms. False with a sentence that says what is allowed.</summary>
    public static bool TryParse(string? text, out MessageAddress address, out string why)
    {
        address = default;
        why = "";
        if (string.IsNullOrEmpty(text)) why = "it is empty";
        else if (text[0] == '+') ReadNumber(text, ref address, ref why);
        else if (text.All(char.IsAsciiDigit)) ReadCode(text, ref address, ref why);
        else ReadName(text, ref address, ref why);
        return why.Length == 0;
    }

    public override string ToString() => Text;

    private static void ReadNumber(string text, ref MessageAddress address, ref string why)
    {
        if (PhoneNumber.TryParse(text, out _)) address = new MessageAddress(MessageAddressKind.E164, text);
        else why = $"\"{text}\" is no E.164 number: '+' and {PhoneNumber.FewestDigits} to {PhoneNumber.MostDigits} digits";
    }

    private static void ReadCode(string text, ref MessageAddress address, ref string why)
    {
        if (text.Length is >= FewestCodeDigits and <= MostCodeDigits) address = new MessageAddress(MessageAddressKind.ShortCode, text);
        else why = $"\"{text}\" is no short code of {FewestCodeDigits} to {MostCodeDigits} digits; a number in E.164 form begins with '+'";
    }

    private static void ReadName(string text, ref MessageAddress address, ref string why)
    {
        if (text.Length > LongestName) why = $"\"{text}\" is longer than the {LongestName} characters of an alphanumeric sender";
        else if (text.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0) why = $"\"{text}\" has other characters than letters a-z, digits, space and _ - & .";
        else if (!text.Any(char.IsAsciiLetter)) why = $"\"{text}\" needs at least one letter";
        else if (text[0] == ' ' || text[^1] == ' ') why = $"\"{text}\" begins or ends with a space";
        else address = new MessageAddress(MessageAddressKind.Alphanumeric, text);
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-&.");
}
