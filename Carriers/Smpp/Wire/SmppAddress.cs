using Telephony.Domain.Messages;

namespace Telephony.Smpp.Wire;

/// <summary>Type of number, numbering plan and digits or name (SMPP 3.4 5.2.5, 5.2.6).</summary>
internal readonly record struct SmppAddress(byte Ton, byte Npi, string Text)
{
    /// <summary>Octets with the final zero (SMPP 3.4 5.2.8; data_sm and SMPP 5.0 allow 65, which some centres use).</summary>
    public const int Longest = 65;

    private const byte International = 1;
    private const byte NetworkSpecific = 3;
    private const byte Alphanumeric = 5;
    private const byte Isdn = 1;

    public static SmppAddress Of(MessageAddress address) => address.Kind switch
    {
        MessageAddressKind.E164 => new(International, Isdn, address.Text[1..]),
        MessageAddressKind.ShortCode => new(NetworkSpecific, 0, address.Text),
        _ => new(Alphanumeric, 0, address.Text),
    };

    /// <summary>As centres send it: international with or without "+", codes under any type. False with a sentence for what is no address of a message.</summary>
    public bool TryRead(out MessageAddress address, out string why)
    {
        var text = Text.Trim();
        if (text.Length > MessageAddress.MostCodeDigits && text[0] != '+' && Ton != Alphanumeric && text.All(char.IsAsciiDigit)) text = "+" + text.TrimStart('0');
        else if (Ton == International && text.Length > 0 && text[0] != '+' && text.Length > MessageAddress.FewestCodeDigits && text.All(char.IsAsciiDigit)) text = "+" + text;
        return MessageAddress.TryParse(text, out address, out why);
    }
}
