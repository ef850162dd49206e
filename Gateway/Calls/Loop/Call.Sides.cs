using Telephony.Calls.Legs;
using Telephony.Calls.Transfer;

namespace Telephony.Calls.Loop;

/// <summary>
/// Who stands at the two sides of the bridge. It begins with leg A at the near side and leg B at the far one; a transfer puts another leg in the place of one of
/// them, and the leg that was there stays a party of the call until its dialog has ended.
/// </summary>
internal sealed partial class Call
{
    private List<Leg>? _others;
    private readonly CallerLeg? _caller;
    private Leg? _near;
    private Leg? _far;

    /// <summary>The gateway itself began the call: leg B is its near side, and the gateway the far one.</summary>
    public bool IsOwn => _caller is null;

    /// <summary>At the side that called; of a call of the gateway's own, whoever it has called: null while nobody is tried.</summary>
    public Leg? Near => _near ?? _caller ?? (Leg?)B;

    /// <summary>At the side that was called; null before the answer of leg B, and for an end in the gateway.</summary>
    public Leg? Far => _far ?? (IsOwn ? null : B);

    /// <summary>The transfer under way, if any.</summary>
    public ITransfer? Transfer { get; set; }

    /// <summary>The transfer of another call that waits for one of our legs.</summary>
    public ITransfer? AwaitedBy { get; set; }

    /// <summary>Transfers asked for and begun.</summary>
    public int Transfers { get; set; }

    /// <summary>The numbers that the call was sent to by others and by transfers, for the guard against loops.</summary>
    public List<string> Visited => field ??= [];

    /// <summary>Legs that a transfer brought into the call, in their order.</summary>
    public IReadOnlyList<Leg> Others => _others ?? (IReadOnlyList<Leg>)[];

    /// <summary>Every leg that is or was connected, and leg A in any case.</summary>
    public IEnumerable<Leg> Parties
    {
        get
        {
            if (_caller is not null) yield return _caller;
            if (B is { IsAnswered: true } b) yield return b;
            if (_others is null) yield break;
            foreach (var other in _others) yield return other;
        }
    }

    /// <summary>The leg that this one speaks with; null when it stands at neither side.</summary>
    public Leg? Opposite(Leg leg) => ReferenceEquals(leg, Near) ? Far : ReferenceEquals(leg, Far) ? Near : null;

    /// <summary>For the trace.</summary>
    public string NameOf(Leg leg) => ReferenceEquals(leg, Near) ? "caller" : ReferenceEquals(leg, Far) ? "callee" : "former side";

    /// <summary>A leg that a transfer has connected.</summary>
    public void AddParty(Leg leg)
    {
        if (_others?.Contains(leg) != true) (_others ??= []).Add(leg);
    }

    /// <summary>The new leg stands where the old one stood.</summary>
    public void Replace(Leg old, Leg with)
    {
        if (ReferenceEquals(old, Near)) _near = with;
        else _far = with;
        AddParty(with);
    }

    /// <summary>The leg comes in the place of the gateway's own end.</summary>
    public void LeaveLocalEnd(Leg with)
    {
        _local?.Leave();
        _local = null;
        if (Near?.Media?.Leg is { } media)
        {
            media.StopPlay();
            media.Convert(null);
        }
        _far = with;
        AddParty(with);
    }

    private void OnFormerLegEnded(Leg leg)
    {
        Transfer?.OnFormerEnded(leg);
        leg.ReleaseChannel();
        leg.Media?.Leg.Close();
    }
}
