using System.Text;

namespace Telephony.Sip.Messages;

/// <summary>Header names to and from the wire: found by length and a few bytes, compared without regard to case (RFC 3261 7.3.1).</summary>
public static class HeaderNames
{
    private const int Slots = 512;
    private static readonly byte[][] Canonical = BuildCanonical();
    private static readonly HeaderName[] Table = BuildTable();
    private static readonly HeaderName[] Compact = BuildCompact();

    internal static readonly int Count = Enum.GetValues<HeaderName>().Length;

    /// <summary>The canonical spelling, e.g. <c>Call-ID</c>; empty for <see cref="HeaderName.Other"/>.</summary>
    public static ReadOnlySpan<byte> ToBytes(this HeaderName name) => Canonical[(int)name];

    /// <summary>The name of one letter, or where there is none the canonical spelling.</summary>
    public static ReadOnlySpan<byte> ToCompactBytes(this HeaderName name)
    {
        var letter = Array.IndexOf(Compact, name);
        return letter < 0 || name == HeaderName.Other ? ToBytes(name) : Letters.Slice(letter, 1);
    }

    private static ReadOnlySpan<byte> Letters => "abcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>The header of that name or compact form, in any case; <see cref="HeaderName.Other"/> if it is not known.</summary>
    public static HeaderName Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2)
        {
            return name.Length == 1 && (uint)((name[0] | 0x20) - 'a') < 26 ? Compact[(name[0] | 0x20) - 'a'] : HeaderName.Other;
        }
        var slot = Hash(name);
        while (true)
        {
            var candidate = Table[slot];
            if (candidate == HeaderName.Other)
            {
                return HeaderName.Other;
            }
            ReadOnlySpan<byte> known = Canonical[(int)candidate];
            if (known.Length == name.Length && (name.SequenceEqual(known) || Ascii.EqualsIgnoreCase(name, known)))
            {
                return candidate;
            }
            slot = (slot + 1) & (Slots - 1);
        }
    }

    /// <summary>Whether several values may stand on one line, apart by commas (RFC 3261 7.3.1 names the exceptions).</summary>
    internal static bool IsList(this HeaderName name) => name switch
    {
        HeaderName.Via or HeaderName.Contact or HeaderName.Route or HeaderName.RecordRoute or HeaderName.Allow or HeaderName.Supported
            or HeaderName.Require or HeaderName.ProxyRequire or HeaderName.Unsupported or HeaderName.Accept or HeaderName.AcceptEncoding
            or HeaderName.AcceptLanguage or HeaderName.AcceptContact or HeaderName.RejectContact or HeaderName.RequestDisposition
            or HeaderName.ContentEncoding or HeaderName.ContentLanguage or HeaderName.AlertInfo or HeaderName.CallInfo or HeaderName.ErrorInfo
            or HeaderName.InReplyTo or HeaderName.Reason or HeaderName.Warning or HeaderName.PAssertedIdentity or HeaderName.PPreferredIdentity
            or HeaderName.RemotePartyId or HeaderName.Diversion or HeaderName.HistoryInfo or HeaderName.UserToUser or HeaderName.AllowEvents
            or HeaderName.Path or HeaderName.ServiceRoute or HeaderName.Geolocation or HeaderName.RecvInfo or HeaderName.PEarlyMedia => true,
        _ => false,
    };

    private static int Hash(ReadOnlySpan<byte> name) =>
        ((name[0] | 0x20) * 31 + (name[^1] | 0x20) * 7 + (name[name.Length >> 1] | 0x20) * 3 + name.Length * 17) & (Slots - 1);

    private static byte[][] BuildCanonical()
    {
        var names = Enum.GetValues<HeaderName>();
        var canonical = new byte[names.Length][];
        foreach (var name in names)
        {
            canonical[(int)name] = Encoding.ASCII.GetBytes(Spelling(name));
        }
        return canonical;
    }

    private static string Spelling(HeaderName name) => name switch
    {
        HeaderName.Other => "",
        HeaderName.CallId => "Call-ID",
        HeaderName.CSeq => "CSeq",
        HeaderName.ContentId => "Content-ID",
        HeaderName.MimeVersion => "MIME-Version",
        HeaderName.WwwAuthenticate => "WWW-Authenticate",
        HeaderName.RemotePartyId => "Remote-Party-ID",
        HeaderName.MinSe => "Min-SE",
        HeaderName.RSeq => "RSeq",
        HeaderName.RAck => "RAck",
        HeaderName.SipETag => "SIP-ETag",
        HeaderName.SipIfMatch => "SIP-If-Match",
        HeaderName.SessionId => "Session-ID",
        _ => Hyphenate(name.ToString()),
    };

    private static string Hyphenate(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }
            text.Append(c);
        }
        return text.ToString();
    }

    private static HeaderName[] BuildTable()
    {
        var table = new HeaderName[Slots];
        foreach (var name in Enum.GetValues<HeaderName>())
        {
            if (name == HeaderName.Other)
            {
                continue;
            }
            var slot = Hash(Canonical[(int)name]);
            while (table[slot] != HeaderName.Other)
            {
                slot = (slot + 1) & (Slots - 1);
            }
            table[slot] = name;
        }
        return table;
    }

    private static HeaderName[] BuildCompact()
    {
        var compact = new HeaderName[26];
        void Set(char letter, HeaderName name) => compact[letter - 'a'] = name;
        Set('a', HeaderName.AcceptContact);
        Set('b', HeaderName.ReferredBy);
        Set('c', HeaderName.ContentType);
        Set('d', HeaderName.RequestDisposition);
        Set('e', HeaderName.ContentEncoding);
        Set('f', HeaderName.From);
        Set('i', HeaderName.CallId);
        Set('j', HeaderName.RejectContact);
        Set('k', HeaderName.Supported);
        Set('l', HeaderName.ContentLength);
        Set('m', HeaderName.Contact);
        Set('o', HeaderName.Event);
        Set('r', HeaderName.ReferTo);
        Set('s', HeaderName.Subject);
        Set('t', HeaderName.To);
        Set('u', HeaderName.AllowEvents);
        Set('v', HeaderName.Via);
        Set('x', HeaderName.SessionExpires);
        Set('y', HeaderName.Identity);
        return compact;
    }
}
