namespace Telephony.Domain.Trunks;

/// <summary>What identified the trunk, most specific last.</summary>
public enum MatchedBy : byte
{
    AddressRange,
    ExactAddress,
    ExactAddressAndPort,
    Digest,

    /// <summary>It came where and as we are registered.</summary>
    Registration,

    /// <summary>Its certificate proves the host of Contact.</summary>
    Certificate,

    /// <summary>It came from a carrier, and names one of the carrier's tenants.</summary>
    Tenant,
}

/// <summary>Whose an inbound request is. A closed union; hits are made once per catalogue, so that a match allocates nothing.</summary>
public abstract record TrunkMatch
{
    private TrunkMatch()
    {
    }

    /// <summary>A sentence for the trace and the log; never for the wire.</summary>
    public abstract string Reason { get; }

    /// <summary>Why it is refused; none where it is not.</summary>
    public virtual AdmissionFault Fault => AdmissionFault.None;

    /// <summary>The trunk that the trace may name, also where the request is refused.</summary>
    public virtual Trunk? Named => null;

    public sealed record Found(Trunk Trunk, MatchedBy How, string Why) : TrunkMatch
    {
        public override string Reason => Why;

        public override Trunk? Named => Trunk;
    }

    /// <summary>The request names a digest trunk, by From or by credentials, and has not proven it yet: 401 with this trunk's realm.</summary>
    public sealed record NeedsDigest(Trunk Trunk, string Why) : TrunkMatch
    {
        public override string Reason => Why;

        public override Trunk? Named => Trunk;

        public override AdmissionFault Fault => AdmissionFault.DigestNeeded;
    }

    /// <summary>The trunk is known and switched off: 503.</summary>
    public sealed record Disabled(Trunk Trunk, string Why) : TrunkMatch
    {
        public override string Reason => Why;

        public override Trunk? Named => Trunk;

        public override AdmissionFault Fault => AdmissionFault.TrunkDisabled;
    }

    /// <summary>It came over TLS, and its certificate does not prove what it should.</summary>
    /// <param name="Trunk">The one it would be; null: none.</param>
    public sealed record NotProven(Trunk? Trunk, AdmissionFault How, string Why) : TrunkMatch
    {
        public override string Reason => Why;

        public override Trunk? Named => Trunk;

        public override AdmissionFault Fault => How;
    }

    /// <summary>The address is right and the transport weaker than the trunk asks for: 403.</summary>
    public sealed record WrongTransport(Trunk Trunk, string Why) : TrunkMatch
    {
        public override string Reason => Why;

        public override Trunk? Named => Trunk;

        public override AdmissionFault Fault => AdmissionFault.Transport;
    }

    /// <summary>Several trunks share the source and no pattern, or more than one, takes the called number: 403.</summary>
    public sealed record Ambiguous(IReadOnlyList<Trunk> Trunks, string Why) : TrunkMatch
    {
        public override string Reason => Why;

        public override AdmissionFault Fault => AdmissionFault.Ambiguous;
    }

    /// <summary>403, rate limited.</summary>
    public sealed record Unknown : TrunkMatch
    {
        public static readonly Unknown Instance = new();

        public override AdmissionFault Fault => AdmissionFault.UnknownTrunk;

        public override string Reason => "No trunk lists the source address, neither From nor credentials name a digest trunk, and no certificate proves one.";
    }
}
