using System.Text;
using Telephony.Sip.Messages;

namespace Telephony.Sip.Parsing;

/// <summary>What an element takes, for <see cref="RequestValidator"/>. Made once; names as on the wire.</summary>
/// <param name="methods">Methods it serves. ACK and CANCEL need not be named.</param>
/// <param name="extensions">Option tags it understands (Supported), e.g. <c>timer</c>.</param>
/// <param name="contentTypes">Media types it reads, e.g. <c>application/sdp</c>; <c>multipart/*</c> takes all subtypes.</param>
public sealed class SipCapabilities(IEnumerable<SipMethod> methods, IEnumerable<string> extensions, IEnumerable<string> contentTypes)
{
    private readonly byte[][] _extensions = [.. extensions.Select(Encoding.ASCII.GetBytes)];
    private readonly byte[][] _contentTypes = [.. contentTypes.Select(Encoding.ASCII.GetBytes)];
    private readonly uint _methods = methods.Aggregate(0u, (bits, method) => bits | (1u << (int)method));

    /// <summary>Values of Allow, Supported and Accept, ready to be written.</summary>
    public byte[] Allow { get; } = Encoding.ASCII.GetBytes(string.Join(", ", methods.Select(m => Encoding.ASCII.GetString(m.ToBytes()))));

    public byte[] Supported { get; } = Encoding.ASCII.GetBytes(string.Join(", ", extensions));

    public byte[] Accept { get; } = Encoding.ASCII.GetBytes(string.Join(", ", contentTypes));

    public bool Serves(SipMethod method) => method is SipMethod.Ack or SipMethod.Cancel || (_methods & (1u << (int)method)) != 0;

    public bool Understands(ReadOnlySpan<byte> extension) => Has(_extensions, extension);

    /// <summary>Compares type and subtype alone; parameters (<c>;boundary=…</c>) are not looked at.</summary>
    public bool Reads(ReadOnlySpan<byte> contentType)
    {
        var semicolon = contentType.IndexOf((byte)';');
        var type = SipText.Trim(semicolon < 0 ? contentType : contentType[..semicolon]);
        foreach (var known in _contentTypes)
        {
            var any = known.AsSpan().EndsWith("/*"u8) && type.Length >= known.Length;
            if (SipText.Same(any ? type[..(known.Length - 1)] : type, any ? known.AsSpan(0, known.Length - 1) : known))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Has(byte[][] list, ReadOnlySpan<byte> token)
    {
        foreach (var known in list)
        {
            if (SipText.Same(known, token))
            {
                return true;
            }
        }
        return false;
    }
}
