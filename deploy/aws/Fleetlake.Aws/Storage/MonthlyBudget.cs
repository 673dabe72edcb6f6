using Amazon.CDK.AWS.Budgets;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Storage;

/// <summary>Tells when the month's bill for what has the project's tag is most of what was expected, or will be more.</summary>
internal sealed class MonthlyBudget : Construct
{
    public MonthlyBudget(Construct scope, StackSettings settings, ITopic topic)
        : base(scope, "Budget")
    {
        new CfnBudget(this, "Month", new CfnBudgetProps
        {
            Budget = new CfnBudget.BudgetDataProperty
            {
                BudgetName = settings.Name("month"),
                BudgetType = "COST",
                TimeUnit = "MONTHLY",
                BudgetLimit = new CfnBudget.SpendProperty { Amount = settings.MonthlyBudgetUsd, Unit = "USD" },
                CostFilters = new Dictionary<string, object> { ["TagKeyValue"] = new[] { $"user:project${settings.Project}" } },
            },
            NotificationsWithSubscribers = new object[] { Notification(topic, "ACTUAL", 80), Notification(topic, "FORECASTED", 100) },
        });
    }

    private static CfnBudget.NotificationWithSubscribersProperty Notification(ITopic topic, string kind, double percent) => new()
    {
        Notification = new CfnBudget.NotificationProperty
        {
            NotificationType = kind,
            ComparisonOperator = "GREATER_THAN",
            Threshold = percent,
            ThresholdType = "PERCENTAGE",
        },
        Subscribers = new object[] { new CfnBudget.SubscriberProperty { SubscriptionType = "SNS", Address = topic.TopicArn } },
    };
}
