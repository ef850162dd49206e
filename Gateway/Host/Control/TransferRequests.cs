using System.Globalization;
using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Identity;
using Telephony.Host.Composition;

namespace Telephony.Host.Control;

/// <summary>A transfer that an operator commands: what was typed, read or refused with a sentence, and what became of it.</summary>
internal static class TransferRequests
{
    public static async Task<IResult> DoAsync(GatewayNode node, string call, IQueryCollection query, CancellationToken cancellation)
    {
        if (!TryRead(call, query["leg"], query["to"], query["with"], query["by"], node.Catalogue.Current.Emergency, out var command, out var why)) return Results.Text(why, statusCode: StatusCodes.Status400BadRequest);
        return await node.Calls!.TransferAsync(command!, cancellation).ConfigureAwait(false) switch   // the node has started, the command was read
        {
            TransferOutcome.Transferred { Way: TransferWay.Refer } => Results.Text("Transferred: its trunk has taken it over by REFER."),
            TransferOutcome.Transferred => Results.Text("Transferred by the gateway."),
            TransferOutcome.Failed failed => Results.Text(string.Create(CultureInfo.InvariantCulture, $"Not transferred, {failed.Status}: {failed.Why.TrimEnd('.')}."), statusCode: StatusCodes.Status409Conflict),
            TransferOutcome.Refused refused => Results.Text(refused.Why, statusCode: StatusCodes.Status404NotFound),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no outcome that this knows."),
        };
    }

    /// <param name="to">A number or a SIP address, with or without <c>sip:</c> and parameters.</param>
    /// <param name="with">Call and leg, joined by a slash.</param>
    internal static bool TryRead(string? call, string? leg, string? to, string? with, string? by, EmergencyNumbers emergency, out TransferCommand? command, out string why)
    {
        command = null;
        if (!TryLeg(call, leg, out var side, out why)) return false;
        if (string.IsNullOrEmpty(to) == string.IsNullOrEmpty(with))
        {
            why = "Either a number or --with is needed.";
            return false;
        }
        TransferGoal goal;
        if (!string.IsNullOrEmpty(with))
        {
            var parts = with.Split('/');
            if (!TryLeg(parts[0], parts.Length == 2 ? parts[1] : null, out var other, out why)) return false;
            goal = new TransferGoal.SideOf(other);
        }
        else
        {
            goal = Goal(to!, emergency);   // not empty
        }
        command = new TransferCommand(side, goal) { ReferredBy = string.IsNullOrEmpty(by) ? null : by };
        return true;
    }

    private static TransferGoal.Somebody Goal(string to, EmergencyNumbers emergency)
    {
        var text = to.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || to.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? to[4..] : to;
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var (address, parameters) = semicolon < 0 ? (text, "") : (text[..semicolon], text[semicolon..]);
        var at = address.LastIndexOf('@');
        // A host that is named is meant: the URI goes as it is.
        return new TransferGoal.Somebody(at < 0 ? AddressReader.Read(address, "", emergency) : new Address.SipUri(address)) { Parameters = parameters };
    }

    private static bool TryLeg(string? call, string? leg, out LegId id, out string why)
    {
        (id, why) = (default, "");
        if (!CallId.TryParse(call, out var callId))
        {
            why = $"\"{call}\" is no call id; \"running\" lists them.";
            return false;
        }
        if (!ushort.TryParse((leg ?? "").TrimStart('A', 'B', 'a', 'b'), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
        {
            why = $"\"{leg}\" is no leg; one is written such as B2, and \"running\" lists them.";
            return false;
        }
        id = new LegId(callId, ordinal);
        return true;
    }
}
