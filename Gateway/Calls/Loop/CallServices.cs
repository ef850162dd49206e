using Microsoft.Extensions.Logging;
using Telephony.Calls.Endpoints;
using Telephony.Calls.Interworking;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Protection;
using Telephony.Calls.Settings;
using Telephony.Calls.Trunks;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Rtp.Media;

namespace Telephony.Calls.Loop;

/// <summary>What all calls of the process share. Immutable; each part says which threads may use it.</summary>
public sealed record CallServices
{
    private SecurityMemory? _security;

    public required CallOptions Options { get; init; }

    public required CatalogueHolder Catalogue { get; init; }

    public required NumberCatalogueHolder Numbers { get; init; }

    public required TrunkBoard Trunks { get; init; }

    public required MediaPlane Media { get; init; }

    /// <summary>Address written into SDP instead of the bound one; null: the bound one.</summary>
    public string? MediaAdvertised { get; init; }

    public required ICallJournal Journal { get; init; }

    /// <summary>Keeps what registers with us over a restart; null: nothing does.</summary>
    public Domain.Registration.IBindingLog? Bindings { get; init; }

    public required IAnnouncementLibrary Announcements { get; init; }

    /// <summary>Addresses of this gateway by trunk, for trunks that face another interface; see <see cref="TrunkTargets"/>.</summary>
    public required TimeProvider Clock { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>What trunks have shown of SRTP.</summary>
    public SecurityMemory Security => _security ??= new SecurityMemory(Clock);

    /// <summary>Hears the digits of all calls; null: nobody.</summary>
    public IDigitObserver? Digits { get; init; }

    /// <summary>Takes the calls to numbers that a controller steers; null: they are refused.</summary>
    public Steering.ICallReception? Reception { get; init; }

    /// <summary>Takes text messages of trunks; null: they get 405.</summary>
    public Domain.Messages.ITrunkMessageReceiver? Messages { get; init; }

    public CallStatistics Statistics { get; init; } = new();

    /// <summary>Requests of sources that were refused.</summary>
    public Admission.RefusedSources Refused { get; init; } = new(TimeProvider.System);

    /// <summary>Seed of what may be predictable: shuffled routes, jitter of pings. Null: from the system.</summary>
    public int? Seed { get; init; }

    public ProtectionOptions Protection { get; init; } = new();

    /// <summary>Sources that are not listened to.</summary>
    public SourceBans Bans => field ??= new SourceBans(Protection, Catalogue, Clock, Loggers);

    /// <summary>Tells this gateway from others on the same database; empty: it is alone.</summary>
    public string Node { get; init; } = "";

    /// <summary>Room for emergency calls.</summary>
    internal Preemption Preemption { get; } = new();

    /// <summary>False answers an unknown source with 403 (rate limited), true says nothing.</summary>
    public bool SilentToUnknown { get; init; }
}
