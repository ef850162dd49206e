using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Wording;

namespace Telephony.Sdp.Reading;

/// <summary>A description while its lines come in. Lists are those of the section being read; closing a section copies them out.</summary>
internal sealed class Draft(SdpLimits limits)
{
    private readonly List<SdpAttribute> _attributes = [];
    private List<MediaDescription>? _media;
    private List<Connection>? _connections;
    private List<Bandwidth>? _bandwidths;
    private List<SdpLine>? _others;
    private SessionDescription? _session;
    private MediaDescription? _section;
    private bool _versionSeen;
    private Origin? _origin;
    private string? _name;
    private Timing? _timing;
    private int _attributeCount;

    public bool InMedia => _section is not null;

    public SdpFault TakeVersion(ReadOnlySpan<byte> value)
    {
        if (_versionSeen || InMedia) return SdpFault.MisplacedLine;
        _versionSeen = true;
        return value.TrimEnd((byte)' ').SequenceEqual("0"u8) ? SdpFault.None : SdpFault.BadVersion;
    }

    public SdpFault TakeOrigin(ReadOnlySpan<byte> value)
    {
        if (_origin is not null || InMedia) return SdpFault.MisplacedLine;
        var fields = new FieldCursor(value);
        if (!fields.TryWord(out var username) || !fields.TryWrappingNumber(out var id) || !fields.TryWrappingNumber(out var version)
            || !fields.TryWord(out var network) || !fields.TryWord(out var type) || !fields.TryWord(out var address) || !fields.AtEnd) return SdpFault.BadOrigin;
        _origin = new Origin(username, id, version, address, type, network);
        return SdpFault.None;
    }

    public SdpFault TakeName(ReadOnlySpan<byte> value)
    {
        if (_name is not null || InMedia) return SdpFault.MisplacedLine;
        _name = Words.Get(value);
        return SdpFault.None;
    }

    public SdpFault TakeConnection(ReadOnlySpan<byte> value)
    {
        var fields = new FieldCursor(value);
        if (!fields.TryWord(out var network) || !fields.TryWord(out var type) || !fields.TryNext(out var address) || !fields.AtEnd) return SdpFault.BadConnection;
        if (!InMedia && _connections is { Count: > 0 }) return SdpFault.MisplacedLine;
        (_connections ??= []).Add(new Connection(SameAsOrigin(address) ?? Words.Get(address), type, network));
        return _connections.Count > limits.Media ? SdpFault.TooManyLines : SdpFault.None;
    }

    public SdpFault TakeBandwidth(ReadOnlySpan<byte> value)
    {
        var colon = value.IndexOf((byte)':');
        if (colon <= 0 || colon == value.Length - 1) return SdpFault.BadBandwidth;
        (_bandwidths ??= []).Add(new Bandwidth(Words.Get(value[..colon]), Words.Get(value[(colon + 1)..])));
        return SdpFault.None;
    }

    public SdpFault TakeTiming(ReadOnlySpan<byte> value)
    {
        if (InMedia) return SdpFault.MisplacedLine;
        if (_timing is not null) return TakeOther('t', value);
        var fields = new FieldCursor(value);
        if (!fields.TryNumber(out var start) || !fields.TryNumber(out var stop) || !fields.AtEnd) return SdpFault.BadTiming;
        _timing = new Timing(start, stop);
        return SdpFault.None;
    }

    public SdpFault TakeAttribute(ReadOnlySpan<byte> value)
    {
        if (++_attributeCount > limits.Attributes) return SdpFault.TooManyAttributes;
        var colon = value.IndexOf((byte)':');
        var name = colon < 0 ? value.TrimEnd((byte)' ') : value[..colon];
        if (name.IsEmpty) return SdpFault.BadAttribute;
        _attributes.Add(new SdpAttribute(Words.Get(name), colon < 0 ? null : Words.Get(value[(colon + 1)..])));
        return SdpFault.None;
    }

    public SdpFault TakeOther(char type, ReadOnlySpan<byte> value)
    {
        (_others ??= []).Add(new SdpLine(type, Words.Get(value)));
        return SdpFault.None;
    }

    public SdpFault TakeMedia(ReadOnlySpan<byte> value)
    {
        CloseSection();
        if (_media is { Count: var count } && count >= limits.Media) return SdpFault.TooManyMedia;
        return MediaLine.TryRead(value, limits.FormatsPerMedia, out _section);
    }

    public SdpFault Finish(out SessionDescription? description)
    {
        description = null;
        if (!_versionSeen) return SdpFault.MissingVersion;
        if (_origin is null) return SdpFault.MissingOrigin;
        if (_name is null) return SdpFault.MissingName;
        CloseSection();
        description = _session! with { Origin = _origin, Name = _name, Timing = _timing ?? default, Media = _media is null ? [] : [.. _media] };
        return SdpFault.None;
    }

    /// <summary>The usual description names one address in o= and c=: one string serves both.</summary>
    private string? SameAsOrigin(ReadOnlySpan<byte> address) =>
        _origin is not null && System.Text.Ascii.Equals(address, _origin.Address) ? _origin.Address : null;

    private void CloseSection()
    {
        if (_section is not null)
        {
            (_media ??= []).Add(_section with { Connections = Take(_connections), Bandwidths = Take(_bandwidths), OtherLines = Take(_others), Attributes = Take(_attributes) });
            return;
        }
        if (_session is not null) return;
        _session = new SessionDescription
        {
            Origin = _origin!,
            Connection = _connections is { Count: > 0 } ? _connections[0] : null,
            Bandwidths = Take(_bandwidths),
            OtherLines = Take(_others),
            Attributes = Take(_attributes),
        };
        _connections?.Clear();
    }

    private static ImmutableArray<T> Take<T>(List<T>? list)
    {
        if (list is null || list.Count == 0) return [];
        var taken = CollectionsMarshal.AsSpan(list).ToImmutableArray();
        list.Clear();
        return taken;
    }
}
