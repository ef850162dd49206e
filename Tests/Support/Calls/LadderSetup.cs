using Telephony.Calls.Protection;
using Telephony.Calls.Settings;
using Telephony.Calls.Steering;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Support.Network;

namespace Telephony.Support.Calls;

/// <summary>What a <see cref="Ladder"/> starts with. The defaults are a gateway on which a call from the trunk <c>sbc</c> to <c>+1…</c> tries the other trunks in their order.</summary>
public sealed record LadderSetup
{
    /// <summary>Short names of the trunks that are called, in the order of the route.</summary>
    public string[] Trunks { get; init; } = ["alpha"];

    /// <summary>Changes a trunk before the catalogue is built; gets its short name.</summary>
    public Func<string, Trunk, Trunk> Trunk { get; init; } = static (_, trunk) => trunk;

    /// <summary>Null: one route for +1… over all <see cref="Trunks"/>.</summary>
    public VoiceRoute[]? Routes { get; init; }

    public NumberRuleLists NumberRules { get; init; } = NumberRuleLists.None;

    /// <summary>Our own numbers: the number and its destination, such as <c>echo</c> or <c>announcement welcome.wav</c>.</summary>
    public (string Number, string Destination)[] Numbers { get; init; } = [];

    public Func<CallOptions, CallOptions> Options { get; init; } = static options => options;

    public Func<ProtectionOptions, ProtectionOptions> Protection { get; init; } = static options => options;

    /// <summary>Answers for trunks that have a name; null: trunks with an address alone can be called.</summary>
    public ScriptedZone? Zone { get; init; }

    /// <summary>Takes calls to numbers that a controller steers; null: nobody does.</summary>
    public ICallReception? Reception { get; init; }

    /// <summary>Takes text messages of trunks; our numbers can get them then. Null: nobody does.</summary>
    public Telephony.Domain.Messages.ITrunkMessageReceiver? Messages { get; init; }

    /// <summary>Also begins to watch the trunks by OPTIONS.</summary>
    public bool Pings { get; init; }

    /// <summary>Also listens on TLS, port 5061, and calls over it; the network says who shows which certificate.</summary>
    public bool Tls { get; init; }

    /// <summary>What links that lose, delay and turn round draw from.</summary>
    public int NetworkSeed { get; init; } = 1;

    /// <summary>Also listens on TCP, and so do the peers.</summary>
    public bool Tcp { get; init; }
}
