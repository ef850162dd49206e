using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>The section <c>transfer</c> of a trunk; the schema has checked its words.</summary>
internal static class TransferBinder
{
    public static TrunkTransfer Bind(ConfigSection transfer) => new(
        transfer.Text("refer") switch
        {
            "refer" => ReferPolicy.Refer,
            "reinvite" => ReferPolicy.Reinvite,
            _ => ReferPolicy.Auto,
        },
        transfer.Text("accept") switch
        {
            "pass" => ReferAcceptance.Pass,
            "refuse" => ReferAcceptance.Refuse,
            _ => ReferAcceptance.Local,
        },
        transfer.Text("referTo") == "trunk" ? ReferHost.Trunk : ReferHost.Service);
}
