using System.Buffers;
using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.Writing;

/// <summary>Writes a session description in the order of RFC 8866 9, lines ended by CRLF, in one pass.</summary>
public static class SdpWriter
{
    public static void Write(SessionDescription description, IBufferWriter<byte> output)
    {
        var text = new TextWriter(output);
        text.Put("v=0\r\no="u8);
        WriteOrigin(ref text, description.Origin);
        text.Put("\r\ns="u8);
        text.Put(description.Name);
        text.EndLine();
        foreach (var line in description.OtherLines) if (IsBeforeConnection(line.Type)) WriteOther(ref text, line);
        if (description.Connection is { } connection) WriteConnection(ref text, connection);
        WriteBandwidths(ref text, description.Bandwidths);
        WriteTiming(ref text, description.Timing);
        foreach (var line in description.OtherLines) if (!IsBeforeConnection(line.Type)) WriteOther(ref text, line);
        WriteAttributes(ref text, description.Attributes);
        foreach (var media in description.Media) WriteMedia(ref text, media);
        text.Flush();
    }

    private static bool IsBeforeConnection(char type) => type is 'i' or 'u' or 'e' or 'p';

    private static void WriteOrigin(ref TextWriter text, Origin origin)
    {
        text.Put(origin.Username);
        text.Put(' ');
        text.Put(origin.SessionId);
        text.Put(' ');
        text.Put(origin.Version);
        text.Put(' ');
        WriteAddress(ref text, origin.NetworkType, origin.AddressType, origin.Address);
    }

    private static void WriteConnection(ref TextWriter text, Connection connection)
    {
        text.Put("c="u8);
        WriteAddress(ref text, connection.NetworkType, connection.AddressType, connection.Address);
        text.EndLine();
    }

    private static void WriteAddress(ref TextWriter text, string network, string type, string address)
    {
        text.Put(network);
        text.Put(' ');
        text.Put(type);
        text.Put(' ');
        text.Put(address);
    }

    private static void WriteTiming(ref TextWriter text, Timing timing)
    {
        text.Put("t="u8);
        text.Put(timing.Start);
        text.Put(' ');
        text.Put(timing.Stop);
        text.EndLine();
    }

    private static void WriteBandwidths(ref TextWriter text, ImmutableArray<Bandwidth> bandwidths)
    {
        foreach (var bandwidth in bandwidths)
        {
            text.Put("b="u8);
            text.Put(bandwidth.Type);
            text.Put(':');
            text.Put(bandwidth.Value);
            text.EndLine();
        }
    }

    private static void WriteAttributes(ref TextWriter text, ImmutableArray<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            text.Put("a="u8);
            text.Put(attribute.Name);
            if (attribute.Value is not null)
            {
                text.Put(':');
                text.Put(attribute.Value);
            }
            text.EndLine();
        }
    }

    private static void WriteOther(ref TextWriter text, SdpLine line)
    {
        text.Put(line.Type);
        text.Put('=');
        text.Put(line.Value);
        text.EndLine();
    }

    private static void WriteMedia(ref TextWriter text, MediaDescription media)
    {
        text.Put("m="u8);
        text.Put(media.Kind);
        text.Put(' ');
        text.Put((ulong)media.Port);
        if (media.PortCount > 1)
        {
            text.Put('/');
            text.Put((ulong)media.PortCount);
        }
        text.Put(' ');
        text.Put(media.Protocol);
        foreach (var format in media.Formats)
        {
            text.Put(' ');
            text.Put(format);
        }
        text.EndLine();
        foreach (var line in media.OtherLines) if (line.Type == 'i') WriteOther(ref text, line);
        foreach (var connection in media.Connections) WriteConnection(ref text, connection);
        WriteBandwidths(ref text, media.Bandwidths);
        foreach (var line in media.OtherLines) if (line.Type != 'i') WriteOther(ref text, line);
        WriteAttributes(ref text, media.Attributes);
    }
}
