using Telephony.Domain.Numbers;

namespace Telephony.Calls.Steering;

/// <summary>Takes calls to numbers whose destination is steered by a controller: an application, a flow, a bot.</summary>
public interface ICallReception
{
    /// <summary>On the call's loop. The call rings nowhere and is not answered yet; what the controller does with it comes later.</summary>
    /// <returns>Null: nobody is there for that destination, and the call is refused.</returns>
    ISteeredCallUser? TryTake(SteeredCall call, Destination destination);
}

/// <summary>Who steers a call: is told of all that happens to it, on the call's loop, in order.</summary>
public interface ISteeredCallUser
{
    /// <summary>The called phone rings. Of a call that the gateway made.</summary>
    void OnRinging(SteeredCall call)
    {
    }

    /// <summary>Both sides are connected; sound may flow.</summary>
    void OnAnswered(SteeredCall call)
    {
    }

    /// <summary>A key was pressed, as event, tone or INFO; told at its end.</summary>
    void OnDigit(SteeredCall call, char digit, TimeSpan duration)
    {
    }

    /// <summary>The phone has put the call on hold (RFC 3264 8.4: <c>sendonly</c>, <c>inactive</c>, or the zero address), or has come back. Not told twice in a row.</summary>
    void OnHeld(SteeredCall call, bool held)
    {
    }

    /// <summary>The phone speaks with somebody else now (a transfer, a redirection): the call goes on without its controller. Nothing else is told of it.</summary>
    void OnLeft(SteeredCall call)
    {
    }

    /// <summary>The last word.</summary>
    void OnEnded(SteeredCall call, Domain.Records.CallCause cause);
}
