-- All expenditure where the document prints it by economic item, else its basic expenditure.
with leaves as (

    select *
    from {{ ref('int_facts') }}
    where
        table_type in ('expenditure_by_economic', 'general_public_basic')
        and economic_code is not null
        and measure = 'expenditure'

),

scoped as (

    select
        *,
        bool_or(table_type = 'expenditure_by_economic') over (partition by document_id) as prints_all
    from leaves

),

chosen as (

    select
        figure_id,
        document_id,
        disclosure_id,
        region_code,
        fiscal_year,
        document_kind,
        unit_id,
        unit_code,
        economic_code,
        government_economic_code,
        nature,
        is_carry_over,
        phase,
        amount_yuan,
        case when table_type = 'expenditure_by_economic' then 'all' else 'basic' end as expenditure_scope,
        case when funding_source = 'all' then 'unspecified' else funding_source end as funding_source
    from scoped
    where table_type = 'expenditure_by_economic' or not prints_all

)

select * from chosen
