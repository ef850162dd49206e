using Telephony.Calls.Steering;

namespace Telephony.Automation.Reception;

/// <summary>Lends a call that it steers to an application, and is told what becomes of it. Call loop only.</summary>
public interface ICallLender
{
    /// <summary>The application has answered: the call's sound and keys are its own from now on.</summary>
    void OnTaken();

    /// <summary>It does not want the call, or could not be told of it.</summary>
    /// <param name="why">A sentence.</param>
    void OnRefused(string why);

    /// <summary>It gives the call back: by a transfer to the number that was called.</summary>
    /// <param name="values">The custom calling context of that transfer.</param>
    void OnReturned(IReadOnlyList<KeyValuePair<string, string>> values);
}

/// <summary>A call on loan.</summary>
/// <param name="Number">The number that was called: a transfer to it gives the call back.</param>
/// <param name="Data">What the application is told, as voipHeaders of IncomingCall.</param>
internal sealed record Loan(ICallLender Lender, string Number, IReadOnlyList<KeyValuePair<string, string>> Data);

/// <summary>The way to and from another controller. Call loop only.</summary>
public static class Loans
{
    /// <summary>Offers a call that was answered to an application, by IncomingCall as if it had called its number.</summary>
    /// <returns>Who is to be told of all that happens to the call until it is returned, refused or taken back.</returns>
    public static ISteeredCallUser Lend(this AutomationDesk desk, SteeredCall call, string app, IReadOnlyList<KeyValuePair<string, string>> data, ICallLender lender)
    {
        var incoming = new IncomingCall(desk, call, new Domain.Numbers.Destination.App(app)) { Loan = new Loan(lender, call.Called, data) };
        desk.Add(incoming);
        incoming.Announce();
        return incoming;
    }

    /// <summary>The offer is over: who answers now is too late.</summary>
    public static void TakeBack(this AutomationDesk desk, ISteeredCallUser lent)
    {
        if (lent is IncomingCall incoming) desk.Forget(incoming);
    }
}
