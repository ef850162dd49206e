using System.Globalization;
using Telephony.Domain.Messages;

namespace Telephony.Smpp.Receipts;

/// <summary>
/// The text of a delivery receipt (SMPP 3.4 appendix B), which is "vendor specific" and looks much alike everywhere:
/// <code>
/// id:IIIIIIIIII sub:SSS dlvrd:DDD submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DDDDDDD err:E text: . . .
/// </code>
/// Seen besides: names in any case and order, "submit_date", no "sub" and "dlvrd", dates with seconds or of 14 digits, ids with letters and hyphens, states written out or in lower case,
/// and fields without a space behind the colon's value.
/// </summary>
internal static class ReceiptText
{
    private static readonly string[] Names = ["id:", "sub:", "dlvrd:", "submit date:", "submit_date:", "done date:", "done_date:", "stat:", "err:", "text:"];

    private static readonly string[] DateForms = ["yyMMddHHmm", "yyMMddHHmmss", "yyyyMMddHHmmss", "yyyyMMddHHmm"];

    /// <summary>Id, state, time and error; null if there is neither id nor state.</summary>
    internal readonly record struct Fields(string Id, DeliveryState? State, DateTimeOffset? DoneAt, string Error);

    public static Fields? TryRead(string text)
    {
        var (id, state) = (Field(text, "id:"), StateOf(Field(text, "stat:")));
        if (id.Length == 0 && state is null) return null;
        var done = Field(text, "done date:") is { Length: > 0 } date ? date : Field(text, "done_date:");
        return new Fields(id, state, DateOf(done), Field(text, "err:"));
    }

    /// <summary>The state's word in its usual seven letters, or written out.</summary>
    public static DeliveryState? StateOf(string word) => word.ToUpperInvariant() switch
    {
        "DELIVRD" or "DELIVERED" => DeliveryState.Delivered,
        "ENROUTE" or "ACKED" or "BUFFRED" or "BUFFERED" or "SCHEDULED" => DeliveryState.Enroute,
        "EXPIRED" => DeliveryState.Expired,
        "DELETED" or "CANCELLED" => DeliveryState.Deleted,
        "UNDELIV" or "UNDELIVERABLE" or "FAILED" => DeliveryState.Undeliverable,
        "ACCEPTD" or "ACCEPTED" => DeliveryState.Accepted,
        "UNKNOWN" or "UNKNOWM" => DeliveryState.Unknown,
        "REJECTD" or "REJECTED" => DeliveryState.Rejected,
        _ => null,
    };

    // A value ends where the next known name begins, or at a space for those that have none inside.
    private static string Field(string text, string name)
    {
        var at = Find(text, name, 0);
        if (at < 0) return "";
        var (start, end) = (at + name.Length, text.Length);
        foreach (var other in Names)
        {
            var next = Find(text, other, start);
            if (next >= 0) end = Math.Min(end, next);
        }
        var value = text.AsSpan(start, end - start).Trim();
        var space = value.IndexOf(' ');
        return (space < 0 ? value : value[..space]).Trim('"').ToString();
    }

    // "id:" must not be found in "smsid:", nor "text:" in the message that a receipt quotes, which comes last.
    private static int Find(string text, string name, int from)
    {
        for (var at = from; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            if (at == 0 || !char.IsAsciiLetter(text[at - 1]) && text[at - 1] != '_') return at;
        }
        return -1;
    }

    // The centre's clock has no zone in it; UTC is the best there is.
    private static DateTimeOffset? DateOf(string digits) =>
        DateTimeOffset.TryParseExact(digits, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;
}
