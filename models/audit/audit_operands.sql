-- Every printed figure on either side of every identity.
with operands as (

    select * from {{ ref('operands_of_sums') }}
    union all
    select * from {{ ref('operands_of_headlines') }}
    union all
    select * from {{ ref('operands_of_functions') }}
    union all
    select * from {{ ref('operands_of_economics') }}
    union all
    select * from {{ ref('operands_of_projects') }}

)

select * from operands
