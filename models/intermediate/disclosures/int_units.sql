-- Every unit a document names, under the name it has there; a body without units is its own.
with figures as (

    select * from {{ ref('int_figures') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

units as (

    select
        document_id,
        region_code,
        body_name as body,
        department_name,
        fiscal_year,
        unit_code,
        unit_name,
        count(*) as mention_count
    from figures
    where unit_code is not null
    group by all
    union all
    select
        document_id,
        region_code,
        body_name as body,
        department_name,
        fiscal_year,
        '' as unit_code,
        department_name as unit_name,
        1 as mention_count
    from documents

)

select * from units
