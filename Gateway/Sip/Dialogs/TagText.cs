using Telephony.Sip.Messages;

namespace Telephony.Sip.Dialogs;

internal static class TagText
{
    /// <summary>A From or To value without its tag parameter, everything else as it was: what RFC 3261 12 calls the URI, with its display name.</summary>
    public static byte[] Without(NameAddrView address)
    {
        var raw = address.Raw;
        if (address.Tag.IsEmpty || !raw.Overlaps(address.Tag, out var at)) return raw.ToArray();
        var start = raw[..at].LastIndexOf((byte)';');
        return [.. SipText.Trim(raw[..start]), .. raw[(at + address.Tag.Length)..]];
    }
}
