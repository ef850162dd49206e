using System.Globalization;
using Telephony.Domain.Messages;
using Telephony.Smpp.Texts;
using Telephony.Smpp.Wire;

namespace Telephony.Smpp.Receipts;

/// <summary>How the id in a receipt is written, against the one in submit_sm_resp. Some centres say it once in hexadecimal and once in decimal.</summary>
public enum ReceiptIdForm
{
    /// <summary>The same in both.</summary>
    Same,

    /// <summary>submit_sm_resp in hexadecimal, receipt in decimal.</summary>
    DecimalInReceipt,

    /// <summary>submit_sm_resp in decimal, receipt in hexadecimal.</summary>
    HexadecimalInReceipt,
}

/// <summary>A deliver_sm that is a receipt (SMPP 3.4 5.2.12, appendix B). Parameters are believed before the text.</summary>
internal static class ReceiptReader
{
    /// <summary>Null if the message is no receipt, or one that names no id: nobody can say whose it is.</summary>
    public static DeliveryReport? TryRead(ShortMessage message, string carrier, ReceiptIdForm form, DefaultAlphabet alphabet)
    {
        if (!IsReceipt(message)) return null;
        var fields = ReceiptText.TryRead(DataCoding.Decode(message.Content.Span, message.DataCoding, alphabet)) ?? default;
        var state = message.MessageState is { } code ? StateOf(code) : null;
        var id = message.ReceiptedMessageId is { Length: > 0 } named ? named : Converted(fields.Id ?? "", form);
        if (id.Length == 0) return null;
        return new DeliveryReport(carrier, Normal(id), state ?? fields.State ?? DeliveryState.Unknown, fields.DoneAt, ErrorOf(message, fields));
    }

    /// <summary>Leading zeros and case differ between a centre's own messages.</summary>
    public static string Normal(string id) => id.Trim().TrimStart('0') is { Length: > 0 } rest ? rest.ToLowerInvariant() : "0";

    public static bool IsReceipt(ShortMessage message) =>
        (message.EsmClass & (EsmClass.DeliveryReceipt | EsmClass.IntermediateNotification)) != 0 || message.ReceiptedMessageId is not null;

    private static DeliveryState? StateOf(byte code) => code is >= 1 and <= 8 ? (DeliveryState)code : null;

    private static string ErrorOf(ShortMessage message, ReceiptText.Fields fields)
    {
        if (message.NetworkError is { Length: 3 } error && error.Span[1..] is not [0, 0])
            return ((error.Span[1] << 8) | error.Span[2]).ToString(CultureInfo.InvariantCulture);
        return fields.Error?.TrimStart('0') ?? "";
    }

    private static string Converted(string id, ReceiptIdForm form)
    {
        if (form == ReceiptIdForm.DecimalInReceipt && ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number.ToString("x", CultureInfo.InvariantCulture);
        if (form == ReceiptIdForm.HexadecimalInReceipt && ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return number.ToString(CultureInfo.InvariantCulture);
        return id;
    }
}
