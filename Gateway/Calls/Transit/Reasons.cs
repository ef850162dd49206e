using System.Globalization;
using System.Text;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transit;

/// <summary>
/// The Reason header (RFC 3326): why a call ends, on its way from one leg to the other. A peer's own values cross as they are, and what is missing is added, so that
/// both sides read a Q.850 cause; a BYE or CANCEL of our own also has the SIP status that the cause stands for.
/// </summary>
internal static class Reasons
{
    /// <summary>Longer ones do not cross.</summary>
    private const int Longest = 512;

    /// <summary>The end of a call that nobody gave another reason for.</summary>
    public static readonly byte[] NormalClearing = "Q.850;cause=16;text=\"Normal call clearing\""u8.ToArray();

    /// <summary>Of our own, for a response, whose status is its SIP reason: <c>Q.850;cause=21;text="no"</c>.</summary>
    public static byte[] Q850(int cause, string text) => Encoding.UTF8.GetBytes(Worded("Q.850", cause, text));

    /// <summary>Of our own, for BYE and CANCEL: <c>Q.850;cause=102;text="media timeout", SIP;cause=504</c>.</summary>
    public static byte[] Of(int q850, string text) =>
        Encoding.UTF8.GetBytes(CauseMap.ToStatus(q850) is var status and not 0 ? $"{Worded("Q.850", q850, text)}, SIP;cause={status.ToString(CultureInfo.InvariantCulture)}" : Worded("Q.850", q850, text));

    /// <summary>Of our own, for BYE and CANCEL, when a status ended the other side.</summary>
    public static byte[] OfStatus(int status, string text) =>
        Encoding.UTF8.GetBytes($"{Worded("SIP", status, text)}, Q.850;cause={CauseMap.ToQ850(status).ToString(CultureInfo.InvariantCulture)}");

    /// <summary>All values of a BYE or CANCEL, for the one that follows it on the other side; a Q.850 cause is added where it has none.</summary>
    public static byte[] Crossing(SipMessage? ended)
    {
        if (ended is null || !ended.Has(HeaderName.Reason)) return NormalClearing;
        var text = new StringBuilder();
        foreach (var value in ended.Values(HeaderName.Reason))
        {
            if (text.Length + value.Length > Longest) break;
            if (text.Length > 0) text.Append(", ");
            text.Append(SipText.ToText(value));
        }
        if (text.Length == 0) return NormalClearing;
        if (ReadQ850(ended) == 0) text.Append(CultureInfo.InvariantCulture, $", Q.850;cause={Or(CauseMap.ToQ850(ReadSip(ended)), 16)}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The Q.850 cause that a message has, or that its SIP reason stands for; 0 when it says nothing.</summary>
    public static int Cause(SipMessage? message) => Or(ReadQ850(message), CauseMap.ToQ850(ReadSip(message)));

    /// <summary>The Q.850 cause named by a Reason header of the message; 0 when there is none.</summary>
    public static int ReadQ850(SipMessage? message) => Read(message, "Q.850"u8, 127);

    /// <summary>The SIP status named by one; 0 when there is none.</summary>
    public static int ReadSip(SipMessage? message) => Read(message, "SIP"u8, 699);

    private static int Read(SipMessage? message, ReadOnlySpan<byte> protocol, uint most)
    {
        if (message is null || !message.Has(HeaderName.Reason)) return 0;
        foreach (var value in message.Values(HeaderName.Reason))
        {
            var semicolon = value.IndexOf((byte)';');
            if (semicolon < 0 || !SipText.Same(SipText.Trim(value[..semicolon]), protocol)) continue;
            if (ParamReader.TryGet(value[semicolon..], "cause"u8, out var digits) && SipText.TryNumber(digits, most, out var cause)) return (int)cause;
        }
        return 0;
    }

    private static string Worded(string protocol, int cause, string text) =>
        text.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"{protocol};cause={cause}") : string.Create(CultureInfo.InvariantCulture, $"{protocol};cause={cause};text=\"{Plain(text)}\"");

    /// <summary>A peer's words may hold anything.</summary>
    private static string Plain(string text) => string.Create(text.Length, text, static (into, from) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = from[i] is '"' or '\\' ? '\'' : char.IsControl(from[i]) ? ' ' : from[i];
    });

    private static int Or(int first, int second) => first != 0 ? first : second;
}
