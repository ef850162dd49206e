namespace Telephony.Domain.Trunks;

/// <summary>A trunk that is found by its certificate, with its answers ready. Who decides has looked at the certificate.</summary>
public sealed class CertificateClaim
{
    private readonly TrunkMatch found;
    private readonly TrunkMatch foundAsParent;
    private readonly TrunkMatch weak;

    internal CertificateClaim(Trunk trunk)
    {
        Trunk = trunk;
        found = Answer($"The certificate proves {trunk.Id}, the host of Contact.");
        foundAsParent = Answer($"The certificate proves the host of Contact, one label below trunk {trunk.Id}.");
        weak = new TrunkMatch.WrongTransport(trunk, $"The host of Contact names trunk {trunk.Id}, which must prove itself by a certificate, over TLS.");

        TrunkMatch Answer(string why) => trunk.Enabled
            ? new TrunkMatch.Found(trunk, MatchedBy.Certificate, why)
            : new TrunkMatch.Disabled(trunk, $"{why} It is not enabled.");
    }

    public Trunk Trunk { get; }

    public TrunkMatch Proven(bool asParent) => asParent ? foundAsParent : found;

    public TrunkMatch WithoutTls => weak;

    public static TrunkMatch Refused(Trunk? trunk, AdmissionFault fault, string why) => new TrunkMatch.NotProven(trunk, fault, why);

    /// <summary>Null: the source is one the trunk may send from.</summary>
    public TrunkMatch? RefuseSource(UInt128 address, int port)
    {
        var sources = Trunk.Authentication.Addresses;
        if (sources.Count == 0) return null;
        foreach (var source in sources)
        {
            if (source.Range.Contains(address) && (source.Port == 0 || source.Port == port)) return null;
        }
        return Refused(Trunk, AdmissionFault.SourceAddress, $"The certificate is that of trunk {Trunk.Id}, but auth.addresses does not list the source.");
    }
}
