-- Every body a document is about and every unit it names, under the names it has there.
with documents as (

    select
        documents.document_id,
        documents.department_id,
        documents.region_code,
        documents.body_name,
        documents.department_name,
        documents.fiscal_year,
        disclosures.unit_id
    from {{ ref('int_documents') }} as documents
    inner join {{ ref('int_disclosures') }} as disclosures on documents.document_id = disclosures.document_id
    where documents.department_id is not null

),

mentioned as (

    select
        units.document_id,
        units.unit_id,
        units.unit_code,
        units.unit_name,
        units.mention_count
    from {{ ref('int_units') }} as units
    union all
    select
        document_id,
        department_id as unit_id,
        null::varchar as unit_code,
        department_name as unit_name,
        1 as mention_count
    from documents
    union all
    select
        document_id,
        unit_id,
        null::varchar as unit_code,
        department_name as unit_name,
        1 as mention_count
    from documents
    where unit_id <> department_id

),

counted as (

    select
        mentioned.*,
        documents.department_id,
        documents.region_code,
        documents.body_name,
        documents.fiscal_year,
        sum(mentioned.mention_count) over (partition by mentioned.unit_id, documents.fiscal_year, mentioned.unit_name)
            as name_count
    from mentioned
    inner join documents on mentioned.document_id = documents.document_id

),

named as (

    select
        unit_id,
        min(department_id) as department_id,
        min(region_code) as region_code,
        min(body_name) as department_name,
        min_by(unit_code, (length(unit_code), unit_code)) as unit_code,
        -- the name its newest document prints most
        coalesce(
            max_by(unit_name, (fiscal_year is not null, fiscal_year, name_count, unit_name))
            filter (where unit_name is not null),
            min(body_name)
        ) as unit_name,
        list_sort(list_distinct(list(unit_name))) as names_seen,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year,
        count(distinct document_id) as document_count
    from counted
    group by unit_id

)

select * from named
