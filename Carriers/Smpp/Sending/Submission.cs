using System.Security.Cryptography;
using Telephony.Domain.Messages;
using Telephony.Smpp.Settings;
using Telephony.Smpp.Texts;
using Telephony.Smpp.Wire;

namespace Telephony.Smpp.Sending;

/// <summary>A message as the submit_sm it leaves by: one, or one a part.</summary>
internal static class Submission
{
    private const byte WantReceipt = 1;

    public static IReadOnlyList<ShortMessage> Of(OutboundMessage message, SmppOptions options)
    {
        var encoding = DataCoding.EncodingOf(message.Text, options.Alphabet);
        var whole = new ShortMessage
        {
            Source = SmppAddress.Of(message.From),
            Destination = SmppAddress.Of(MessageAddress.Of(message.To)),
            DataCoding = DataCoding.CodeOf(encoding, options.Alphabet),
            RegisteredDelivery = message.WantsReport ? WantReceipt : (byte)0,
            ValidityPeriod = message.ValidFor is { } span ? Relative(span) : "",
        };
        var parts = MessageSegments.Cut(message.Text, encoding);
        if (parts.Count == 1) return [whole with { Content = DataCoding.Encode(message.Text, encoding) }];
        if (options.LongTexts == LongTexts.Payload) return [whole with { Content = DataCoding.Encode(message.Text, encoding), AsPayload = true }];
        var reference = RandomNumberGenerator.GetInt32(1, 256);
        return [.. parts.Select((part, index) => Part(whole, DataCoding.Encode(message.Text.AsSpan()[part], encoding), new Concatenation(reference, parts.Count, index + 1), options.LongTexts))];
    }

    /// <summary>Relative time: years, months, days, hours, minutes, seconds, then "000R" (SMPP 3.4 7.1.1.2).</summary>
    public static string Relative(TimeSpan span)
    {
        var whole = span < TimeSpan.FromDays(31) ? span : TimeSpan.FromDays(31);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"0000{whole.Days:00}{whole.Hours:00}{whole.Minutes:00}{whole.Seconds:00}000R");
    }

    private static ShortMessage Part(ShortMessage whole, byte[] octets, Concatenation part, LongTexts how)
    {
        if (how == LongTexts.Sar) return whole with { Content = octets, Sar = part };
        var content = new byte[UserDataHeader.ConcatenationSize + octets.Length];
        UserDataHeader.Write(content, part);
        octets.CopyTo(content, UserDataHeader.ConcatenationSize);
        return whole with { Content = content, EsmClass = EsmClass.UserDataHeader };
    }
}
